package io.tokengrid.app;

import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.Share;
import io.tokengrid.units.Factor;
import java.time.Instant;
import java.util.List;

/// Every setting of who gets what customers pay.
final class ChainOptions {
    private ChainOptions() {}

    static final Option<String> NAME =
            Option.required("value-chain[].name", Kind.name(), "guian", "The agreement's name.");
    static final Option<NamePattern> MODELS =
            Option.optional(
                    "value-chain[].models",
                    Kind.pattern(),
                    "every model",
                    "qwen-*",
                    "Models whose calls it is about; * stands for any characters.");
    static final Option<String> PROVIDERS =
            Option.optional(
                    "value-chain[].providers[]",
                    Kind.name(),
                    "every provider",
                    "mock",
                    "Providers whose calls it is about.");
    static final Option<String> SITES =
            Option.optional(
                    "value-chain[].sites[]",
                    Kind.name(),
                    "every site",
                    "guian",
                    "Sites whose calls it is about.");
    static final Option<Instant> EFFECTIVE =
            Option.required(
                    "value-chain[].effective",
                    Kind.instant(),
                    "2026-02-01T00:00:00+08:00",
                    "From when it holds, by the calls' admission: a full hour of UTC.");
    static final Option<Instant> UNTIL =
            Option.optional(
                    "value-chain[].until",
                    Kind.instant(),
                    "it has no end",
                    "2027-01-01T00:00:00+08:00",
                    "When it ends, likewise; that hour is no longer in it.");

    private static final String SHARES = "value-chain[].shares[].";

    static final Option<String> PARTY =
            Option.required(SHARES + "party", Kind.text(), "Guian Computing", "Who gets it.");
    static final Option<Share.Role> ROLE =
            Option.required(
                    SHARES + "role",
                    Kind.choice(Share.Role.class),
                    "network",
                    "What the party does. One is the platform, which also bears a loss.");
    static final Option<Factor> RATE =
            Option.optional(
                    SHARES + "rate",
                    Kind.factor(),
                    "it is no tax",
                    "0.13",
                    "Of a tax that what customers pay has in it: 0.06 for 6 %.");
    static final Option<Boolean> COST =
            Option.of(
                    SHARES + "cost",
                    Kind.flag(),
                    "false",
                    "true",
                    "The party gets what the provider is paid by its prices to us.");
    static final Option<Integer> WEIGHT =
            Option.optional(
                    SHARES + "weight",
                    Kind.weight(),
                    "it has a rate or the cost",
                    "7",
                    "The party's part of what taxes and cost leave, in proportion to all weights.");

    static final List<Option<?>> ALL =
            List.of(
                    NAME, MODELS, PROVIDERS, SITES, EFFECTIVE, UNTIL, PARTY, ROLE, RATE, COST,
                    WEIGHT);
}
