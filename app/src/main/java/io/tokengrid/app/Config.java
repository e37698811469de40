package io.tokengrid.app;

import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.invoice.Seller;
import io.tokengrid.rating.plan.PlanOffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The whole configuration, checked: every default is filled in, every name refers to something.
/// Its shape is the file's. Immutable; safe for use by several threads; prints without secrets.
///
/// @param drain how long open calls may finish after SIGTERM
/// @param adminKey made at the first start where absent
/// @param holdWait how long a call waits for held money
/// @param onDisconnect for models that do not say otherwise
/// @param invoicing who issues invoices
/// @param plans that organizations can subscribe to
/// @param prices empty if the configuration does not speak of them: then the API publishes them
record Config(
        Listen listen,
        Path data,
        Optional<Path> tokenizers,
        Duration drain,
        Database database,
        Optional<Secret> adminKey,
        Optional<Secret> metricsKey,
        Optional<Secret> usageKey,
        Duration holdWait,
        Overrun overrun,
        OnDisconnect onDisconnect,
        Durability durability,
        JournalSettings journal,
        AccountSettings accounts,
        Idempotency idempotency,
        Limits limits,
        Map<String, Provider> providers,
        Map<String, Model> models,
        Map<String, String> aliases,
        Seller invoicing,
        List<PlanOffer> plans,
        Optional<PriceRules> prices) {

    /// Reads a file, as [#parse] does its text; also refuses one that cannot be read or is no
    /// UTF-8.
    static Config load(Path file, Map<String, String> environment, Map<String, String> overrides) {
        return parse(ConfigText.of(file), file.toString(), environment, overrides);
    }

    /// Reads a file's text.
    ///
    /// @param file its name for messages
    /// @param environment for `${NAME}` in values
    /// @param overrides texts by path, such as `listen.port`, that come before the file's
    /// @throws ConfigException at the first thing that is wrong
    static Config parse(
            String yaml,
            String file,
            Map<String, String> environment,
            Map<String, String> overrides) {
        return read(new ConfigSource(file, Options.ALL, environment, overrides).open(yaml));
    }

    private static Config read(Section top) {
        Database database = top.get(Options.DATABASE);
        OnDisconnect onDisconnect = top.get(Options.ON_DISCONNECT);
        Map<String, Provider> providers = providers(top, Catalogue.builtIn());
        Map<String, Model> models = models(top, onDisconnect, providers);
        return new Config(
                Listen.read(top.section("listen")),
                top.get(Options.DATA),
                top.findIfSet(Options.TOKENIZERS),
                top.get(Options.DRAIN),
                database,
                top.findIfSet(Options.ADMIN_KEY),
                top.findIfSet(Options.METRICS_KEY),
                top.findIfSet(Options.USAGE_KEY),
                top.get(Options.HOLD_WAIT),
                top.get(Options.OVERRUN),
                onDisconnect,
                Durability.read(top.section("durability"), database),
                JournalSettings.read(top.section("journal")),
                AccountSettings.read(top.section("accounts")),
                Idempotency.read(top.section("idempotency")),
                Limits.read(top.section("limits")),
                providers,
                models,
                aliases(top, models.keySet()),
                InvoicingOptions.read(top.section("invoicing")),
                OfferedPlans.read(top),
                prices(top));
    }

    private static Map<String, Provider> providers(Section top, Catalogue catalogue) {
        var providers = new LinkedHashMap<String, Provider>();
        top.sections("providers")
                .forEach((name, section) ->
                        providers.put(name, Provider.read(name, section, catalogue)));
        return Collections.unmodifiableMap(providers);
    }

    private static Map<String, Model> models(
            Section top, OnDisconnect onDisconnect, Map<String, Provider> providers) {
        var models = new LinkedHashMap<String, Model>();
        var listPrices = new ListPrices();
        Map<String, Section> sections = top.sections("models");
        sections.forEach((name, section) ->
                models.put(
                        name,
                        Model.read(name, section, onDisconnect, providers.keySet(), listPrices)));
        sections.forEach((name, section) ->
                section.find(Options.MODEL_SUCCESSOR)
                        .filter(successor ->
                                successor.equals(name) || !models.containsKey(successor))
                        .ifPresent(successor -> {
                            throw noModel(
                                    section,
                                    Options.MODEL_SUCCESSOR.key(),
                                    successor,
                                    models.keySet());
                        }));
        return Collections.unmodifiableMap(models);
    }

    private static Map<String, String> aliases(Section top, Set<String> models) {
        Map<String, String> aliases = top.valuesOf("aliases", Options.ALIASES);
        Section section = top.section("aliases");
        aliases.forEach((alias, model) -> {
            if (!models.contains(model)) {
                throw noModel(section, alias, model, models);
            }
            if (models.contains(alias)) {
                throw section.wrong(alias, "is a model's own name", "leave one of the two out");
            }
        });
        return aliases;
    }

    private static ConfigException noModel(
            Section section, String key, String model, Set<String> models) {
        return section.wrong(
                key,
                "'" + model + "' is no other model under models",
                Nearest.to(model, models)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("describe it under models"));
    }

    /// Empty if the configuration does not speak of prices at all.
    private static Optional<PriceRules> prices(Section top) {
        if (PriceOptions.TOP.stream().noneMatch(top::has)) {
            return Optional.empty();
        }
        var documents = new ArrayList<Section>(List.of(top));
        documents.addAll(top.files(PriceOptions.FILES, PriceFile::open));
        return Optional.of(PriceReader.read(documents));
    }
}
