package io.tokengrid.app;

import io.tokengrid.rating.Modifier;
import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.Side;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rounding;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every setting of the price book, in the configuration and in files of prices.
final class PriceOptions {
    private PriceOptions() {}

    static final Option<String> MODEL =
            Option.required(
                    "prices[].model", Kind.name(), "qwen-max", "The model that the row prices.");
    static final Option<String> PROVIDER =
            Option.optional(
                    "prices[].provider",
                    Kind.name(),
                    "calls of every provider without a row of its own",
                    "mock",
                    "Whose calls of the model the row prices: a name under providers.");
    static final Option<CurrencyCode> CURRENCY =
            Option.required(
                    "prices[].currency",
                    Kind.currency(),
                    "USD",
                    "In which customers pay; a model can have rows in several.");
    static final Option<Instant> EFFECTIVE =
            Option.required(
                    "prices[].effective",
                    Kind.instant(),
                    "2026-02-01T00:00:00+08:00",
                    "From when the row holds; it ends where the next row begins for the same calls.");
    static final Option<Instant> UNTIL =
            Option.optional(
                    "prices[].until",
                    Kind.instant(),
                    "where the next row begins, if there is one",
                    "2027-01-01T00:00:00+08:00",
                    "When the row ends; that instant is no longer in it.");
    static final TariffOptions SELL =
            TariffOptions.of(
                    "",
                    "its parent's price; input is required",
                    "Price per million tokens of a class; the classes are listed below.");
    static final Option<CurrencyCode> BUY_CURRENCY =
            Option.optional(
                    "prices[].buy-currency",
                    Kind.currency(),
                    "the row's currency",
                    "EUR",
                    "In which the provider is paid.");
    static final TariffOptions BUY =
            TariffOptions.of(
                    "buy-",
                    "the call's cost reads unknown",
                    "The provider's price to us, by the same classes.");
    static final Option<Boolean> BACKDATE =
            Option.of(
                    "prices[].backdate",
                    Kind.flag(),
                    "false",
                    "true",
                    "Allows a change of a row that was in force; settled calls since `effective` that it is about are rated again.");

    static final Option<String> SET_NAME =
            Option.required(
                    "price-modifiers[].name",
                    Kind.name(),
                    "partners",
                    "How the set of modifiers is called. Sets multiply one after the other.");
    static final Option<ModifierSet.Combine> SET_COMBINE =
            Option.of(
                    "price-modifiers[].combine",
                    Kind.choice(ModifierSet.Combine.class),
                    "stack",
                    "best",
                    "If several are for a call: stack multiplies by all, best by the smallest factor, first by the first.");

    private static final String MEMBERS = "price-modifiers[].members[].";

    static final Option<String> MODIFIER_NAME =
            Option.required(
                    MEMBERS + "name",
                    Kind.name(),
                    "gold",
                    "How the modifier is called where a charge is explained.");
    static final Option<Modifier.Kind> MODIFIER_KIND =
            Option.required(
                    MEMBERS + "kind",
                    Kind.choice(Modifier.Kind.class),
                    "surcharge",
                    "A discount lowers prices, a surcharge raises them, a margin makes them out of what we pay.");
    static final Option<Side> MODIFIER_SIDE =
            Option.of(
                    MEMBERS + "side",
                    Kind.choice(Side.class),
                    "sell",
                    "buy",
                    "Whose prices: sell is what customers pay, buy what we pay.");
    static final ChangeOptions MODIFIER_CHANGE = ChangeOptions.at(MEMBERS);
    static final Option<NamePattern> MODIFIER_MODELS =
            Option.optional(
                    MEMBERS + "models",
                    Kind.pattern(),
                    "every model",
                    "qwen-*",
                    "Models that it is for; * stands for any characters.");
    static final Option<String> MODIFIER_PROVIDERS =
            Option.optional(
                    MEMBERS + "providers[]",
                    Kind.name(),
                    "every provider",
                    "mock",
                    "Providers whose calls it is for.");
    static final Option<String> MODIFIER_GROUPS =
            Option.optional(
                    MEMBERS + "groups[]",
                    Kind.name(),
                    "every customer",
                    "resellers",
                    "Price groups; an organization in one of them has it.");
    static final Option<OrganizationId> MODIFIER_ORGANIZATIONS =
            Option.optional(
                    MEMBERS + "organizations[]",
                    Kind.organization(),
                    "every customer",
                    "org-3k9f",
                    "Organizations that it is for.");
    static final Option<Instant> MODIFIER_EFFECTIVE =
            Option.required(
                    MEMBERS + "effective",
                    Kind.instant(),
                    "2026-02-01T00:00:00+08:00",
                    "From when it holds, by the calls' admission.");
    static final Option<Instant> MODIFIER_UNTIL =
            Option.optional(
                    MEMBERS + "until",
                    Kind.instant(),
                    "it has no end",
                    "2027-01-01T00:00:00+08:00",
                    "When it ends; that instant is no longer in it.");

    static final Option<CurrencyCode> RATE_FROM =
            Option.required(
                    "exchange-rates[].from", Kind.currency(), "EUR", "The currency of prices.");
    static final Option<CurrencyCode> RATE_TO =
            Option.required(
                    "exchange-rates[].to",
                    Kind.currency(),
                    "USD",
                    "The currency that they are wanted in.");
    static final Option<Factor> RATE =
            Option.required(
                    "exchange-rates[].rate",
                    Kind.factor(),
                    "1.0831",
                    "Units of to for one of from.");
    static final Option<Rounding> RATE_ROUND =
            Option.optional(
                    "exchange-rates[].round",
                    Kind.choice(Rounding.class),
                    "a price with too many digits is refused",
                    "half-up",
                    "How a price with too many digits at this rate becomes one.");
    static final Option<String> RATE_SOURCE =
            Option.required(
                    "exchange-rates[].source",
                    Kind.text(),
                    "European Central Bank",
                    "Who said so; it stands in every explanation.");
    static final Option<LocalDate> RATE_AS_OF =
            Option.required(
                    "exchange-rates[].as-of", Kind.date(), "2026-11-20", "The day of the rate.");

    /// What speaks of prices at the top of a configuration.
    static final List<String> TOP =
            List.of("prices", "price-modifiers", "exchange-rates", "value-chain", "price-files");

    static final Option<Path> FILES =
            Option.optional(
                    "price-files[]",
                    Kind.path(),
                    "all prices stand in this file",
                    "prices.yaml",
                    "Files with prices, price-modifiers, exchange-rates and value-chain of their own, beside this one; all make one book.");

    /// What a file of prices can say.
    static final List<Option<?>> OF_A_FILE = ofAFile();

    /// What a configuration can say about prices.
    static final List<Option<?>> ALL =
            Stream.concat(OF_A_FILE.stream(), Stream.<Option<?>>of(FILES)).toList();

    private static List<Option<?>> ofAFile() {
        var all = new ArrayList<Option<?>>(List.of(MODEL, PROVIDER, CURRENCY, EFFECTIVE, UNTIL));
        all.addAll(SELL.all());
        all.add(BUY_CURRENCY);
        all.addAll(BUY.all());
        all.add(BACKDATE);
        all.addAll(List.of(SET_NAME, SET_COMBINE, MODIFIER_NAME, MODIFIER_KIND, MODIFIER_SIDE));
        all.addAll(MODIFIER_CHANGE.all());
        all.addAll(
                List.of(
                        MODIFIER_MODELS,
                        MODIFIER_PROVIDERS,
                        MODIFIER_GROUPS,
                        MODIFIER_ORGANIZATIONS,
                        MODIFIER_EFFECTIVE,
                        MODIFIER_UNTIL));
        all.addAll(List.of(RATE_FROM, RATE_TO, RATE, RATE_ROUND, RATE_SOURCE, RATE_AS_OF));
        all.addAll(ChainOptions.ALL);
        return List.copyOf(all);
    }
}
