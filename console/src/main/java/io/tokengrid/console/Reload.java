package io.tokengrid.console;

import java.util.List;

/// Reading the configuration anew.
final class Reload {
    private final Reloader reloader;

    Reload(Reloader reloader) {
        this.reloader = reloader;
    }

    /// @param changes one sentence for each; empty if there was none
    record Reloaded(List<String> changes) {}

    Reloaded run(Request request) {
        return switch (reloader.reload()) {
            case Reloader.Outcome.Changed(List<String> changes) -> new Reloaded(changes);
            case Reloader.Outcome.Refused(List<String> reasons) ->
                    throw ApiProblem.conflict(
                            "reload_refused",
                            "Nothing was changed: " + String.join("; ", reasons) + ".",
                            "Correct the configuration file and reload again.");
        };
    }
}
