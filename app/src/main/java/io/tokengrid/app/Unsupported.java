package io.tokengrid.app;

/// What the configuration can say and this version cannot do. It is refused by name, since a
/// setting that is silently ignored is worse than one that is missing.
final class Unsupported {
    private Unsupported() {}

    /// Throws [CommandFailure] for the first such setting.
    static void refuse(Config config) {
        config.models()
                .forEach((name, model) ->
                        require(
                                model.holdStep().isEmpty() || !thinksBeside(config, model),
                                "models." + name + ".hold-step with a thinking budget",
                                "leave hold-step out: the model's hold is its ceiling"));
        config.providers()
                .forEach((name, provider) -> {
                    require(
                            provider.wire().coversReasoning()
                                    || provider.wire().thinkingBudget().isPresent(),
                            "providers." + name + ".wire.covers-reasoning: false alone",
                            "name the field that limits thinking in wire.thinking-budget");
                });
    }

    /// Thinking beside the answer is not seen as it comes, so a step could not cover it.
    private static boolean thinksBeside(Config config, Model model) {
        return model.deployments().stream()
                .map(place -> config.providers().get(place.provider()))
                .anyMatch(provider -> provider != null && !provider.wire().coversReasoning());
    }

    private static void require(boolean supported, String setting, String hint) {
        if (!supported) {
            throw new CommandFailure(setting + " is not supported by this version", hint);
        }
    }
}
