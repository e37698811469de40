package io.tokengrid.app;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of a command that asks the admin API of a running server.
final class AdminServer {
    @Option(
            names = "--url",
            defaultValue = "http://127.0.0.1:8080",
            paramLabel = "URL",
            description = "The server (default: ${DEFAULT-VALUE}).")
    private URI url = URI.create("");

    @Option(
            names = "--admin-key",
            defaultValue = "${env:TOKENGRID_ADMIN_KEY}",
            paramLabel = "KEY",
            description = "The admin key (default: the variable TOKENGRID_ADMIN_KEY).")
    private @Nullable String key;

    /// The same with another key, if there is one.
    AdminClient client(@Nullable String other) {
        return other == null || other.isBlank() ? client() : new AdminClient(url, other);
    }

    /// To be closed. Throws [CommandFailure] if no key is given.
    AdminClient client() {
        if (key == null || key.isBlank()) {
            throw new CommandFailure(
                    "there is no admin key", "give it with --admin-key or in TOKENGRID_ADMIN_KEY");
        }
        return new AdminClient(url, key);
    }
}
