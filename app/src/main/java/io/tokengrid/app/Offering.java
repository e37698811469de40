package io.tokengrid.app;

import io.tokengrid.gateway.Catalogue;
import io.tokengrid.gateway.Deployment;
import io.tokengrid.gateway.Lifecycle;
import io.tokengrid.gateway.Model;
import io.tokengrid.gateway.Provider;
import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.metering.calibration.Learned;
import io.tokengrid.metering.calibration.LearnedModel;
import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.units.TokenCount;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a configuration offers to clients: models with their deployments, and the prices that are
/// wished for.
///
/// @param catalogue the models
/// @param prices the wished price book; empty if the configuration leaves it as it is
record Offering(Catalogue catalogue, Optional<PriceRules> prices) {
    /// What a checked configuration offers. Reads the folder of tokenizers, if there is one.
    ///
    /// @param learned what reports have taught about the models, and will teach
    /// @throws ConfigException if the folder of tokenizers cannot be used
    static Offering of(Config config, Learned learned) {
        TokenCounters counters = TokenizerFolder.counters(config.tokenizers());
        var providers = new HashMap<String, Provider>();
        config.providers()
                .forEach((name, provider) -> providers.put(name, provider(name, provider)));
        var models = new HashMap<String, Model>();
        config.models()
                .forEach((name, model) ->
                        models.put(
                                name,
                                model(
                                        model,
                                        new LearnedModel(learned, name),
                                        providers,
                                        counters)));
        return new Offering(new Catalogue(models, config.aliases()), config.prices());
    }

    private static Provider provider(String name, io.tokengrid.app.Provider provider) {
        return new Provider(
                name,
                provider.dialect(),
                provider.baseUrl(),
                provider.auth() == ProviderAuth.NONE
                        ? null
                        : provider.apiKey().map(Secret::value).orElse(null),
                provider.auth() == ProviderAuth.X_API_KEY
                        ? Provider.Auth.X_API_KEY
                        : Provider.Auth.BEARER,
                provider.wire().outputLimit(),
                provider.wire().coversReasoning()
                        ? null
                        : provider.wire().thinkingBudget().orElse(null),
                provider.wire().streamOptions());
    }

    private static Model model(
            io.tokengrid.app.Model model,
            LearnedModel learned,
            Map<String, Provider> providers,
            TokenCounters counters) {
        String name = learned.name();
        String family = model.tokenizer().orElseGet(() -> TokenCounters.familyOf(name));
        return new Model(
                name,
                new PromptMeter(
                        counters.forFamily(family, learned),
                        model.template().orElseGet(() -> ChatTemplate.of(name, family)),
                        media(name, model),
                        learned),
                new TokenCount(model.maxOutput()),
                new TokenCount(model.maxReasoning().orElse(model.maxOutput())),
                model.contextWindow().map(TokenCount::new).orElse(null),
                model.holdStep().map(TokenCount::new).orElse(null),
                switch (model.onDisconnect()) {
                    case DRAIN -> Model.OnDisconnect.DRAIN;
                    case CANCEL -> Model.OnDisconnect.CANCEL;
                },
                new Lifecycle(
                        model.preview(),
                        model.retires().orElse(null),
                        model.successor().orElse(null)),
                model.deployments().stream().map(place -> deployment(place, providers)).toList());
    }

    /// By the providers' names of the model, where those tell it; else by its own.
    private static MediaRules media(String name, io.tokengrid.app.Model model) {
        MediaRules told =
                MediaRules.common(
                        model.deployments().stream()
                                .map(io.tokengrid.app.Model.Deployment::model)
                                .toList());
        return told.equals(MediaRules.UNKNOWN) ? MediaRules.of(name) : told;
    }

    private static Deployment deployment(
            io.tokengrid.app.Model.Deployment place, Map<String, Provider> providers) {
        Provider provider = providers.get(place.provider());
        if (provider == null) {
            throw new IllegalStateException("the configuration was not checked");
        }
        return new Deployment(provider, place.model(), place.site().orElse(null));
    }
}
