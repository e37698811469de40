package io.tokengrid.app;

/// What the configuration can say and this version cannot do. It is refused by name, since a
/// setting that is silently ignored is worse than one that is missing.
final class Unsupported {
    private Unsupported() {}

    /// Throws [CommandFailure] for the first such setting.
    static void refuse(Config config) {
        require(
                config.durability().replica() == Durability.Replica.NONE,
                "durability.replica",
                "write none");
        require(
                config.prices().stream().noneMatch(PriceSetting::backdate),
                "prices[].backdate",
                "add a row with a later 'effective' instead");
        config.providers()
                .forEach((name, provider) -> {
                    require(
                            provider.wire().coversReasoning()
                                    || provider.wire().thinkingBudget().isPresent(),
                            "providers." + name + ".wire.covers-reasoning: false alone",
                            "name the field that limits thinking in wire.thinking-budget");
                });
    }

    private static void require(boolean supported, String setting, String hint) {
        if (!supported) {
            throw new CommandFailure(setting + " is not supported by this version", hint);
        }
    }
}
