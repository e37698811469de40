package io.tokengrid.app;

import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.metering.prompt.ChatTemplate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One name that clients can send, and where its calls can go.
///
/// @param tokenizer by the model's family where absent
/// @param template by the model's family where absent
/// @param catalogue the id of a list price; what it says of the model is filled in below
/// @param preview whether it may still change or vanish
/// @param retires from when it is refused
/// @param successor what to call instead
/// @param maxOutput tokens
/// @param maxReasoning tokens, beside the output where the provider's limit does not count them; as
///   maxOutput where absent
/// @param contextWindow tokens
/// @param holdStep tokens; a stream holds its ceiling where absent
record Model(
        Optional<String> tokenizer,
        Optional<ChatTemplate> template,
        Optional<String> catalogue,
        boolean preview,
        Optional<Instant> retires,
        Optional<String> successor,
        long maxOutput,
        Optional<Long> maxReasoning,
        Optional<Long> contextWindow,
        Optional<Long> holdStep,
        OnDisconnect onDisconnect,
        List<Deployment> deployments) {

    /// One place where the model runs.
    ///
    /// @param provider a name under `providers`
    /// @param model the provider's name for it
    record Deployment(String provider, String model, Optional<String> site) {}

    static Model read(
            String name,
            Section section,
            OnDisconnect onDisconnect,
            Set<String> providers,
            ListPrices listPrices) {
        List<Section> places = section.list("deployments");
        if (places.isEmpty()) {
            throw section.wrong(
                    "deployments",
                    "names no place where the model runs",
                    "write a list such as [{ provider: NAME }]");
        }
        Optional<ListPrice> known = listPrices.find(section, Options.MODEL_CATALOGUE);
        return new Model(
                section.find(Options.MODEL_TOKENIZER),
                section.find(Options.MODEL_TEMPLATE),
                known.map(ListPrice::id),
                section.get(Options.MODEL_PREVIEW),
                section.find(Options.MODEL_RETIRES)
                        .or(() ->
                                known.flatMap(ListPrice::retires)
                                        .map(day -> day.atStartOfDay(ZoneOffset.UTC).toInstant())),
                section.find(Options.MODEL_SUCCESSOR),
                section.find(Options.MODEL_MAX_OUTPUT)
                        .or(() -> known.flatMap(ListPrice::maxOutput))
                        .orElseThrow(() -> noMaxOutput(section, known)),
                section.find(Options.MODEL_MAX_REASONING),
                section.find(Options.MODEL_CONTEXT_WINDOW)
                        .or(() -> known.flatMap(ListPrice::contextWindow)),
                section.find(Options.MODEL_HOLD_STEP),
                section.find(Options.MODEL_ON_DISCONNECT).orElse(onDisconnect),
                places.stream().map(place -> deployment(name, place, providers)).toList());
    }

    private static ConfigException noMaxOutput(Section section, Optional<ListPrice> known) {
        return section.wrong(
                Options.MODEL_MAX_OUTPUT.key(),
                known.isPresent() ? "is missing, and the catalogue does not say it" : "is missing",
                "write " + Options.MODEL_MAX_OUTPUT.kind().allowed());
    }

    private static Deployment deployment(String name, Section section, Set<String> providers) {
        String provider = section.get(Options.DEPLOYMENT_PROVIDER);
        if (!providers.contains(provider)) {
            throw section.wrong(
                    Options.DEPLOYMENT_PROVIDER.key(),
                    "'" + provider + "' is not under providers",
                    Nearest.to(provider, providers)
                            .map(near -> "did you mean " + near + "?")
                            .orElse("describe it under providers"));
        }
        return new Deployment(
                provider,
                section.find(Options.DEPLOYMENT_MODEL).orElse(name),
                section.find(Options.DEPLOYMENT_SITE));
    }
}
