package io.tokengrid.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command's configuration and data are: options that commands share.
final class ConfigChoice {
    private static final Path STANDARD_FILE = Path.of("tokengrid.yaml");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Folder of the journal and the database (default: that of the configuration, or ./data).")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration (default: ./tokengrid.yaml, if there is one).")
    private @Nullable Path file;

    /// The data folder. A configuration is read only where the folder is not named.
    Path data() {
        return data != null ? data : config(Map.of()).data();
    }

    /// The configuration of the file; without one that of the standard file, if it is there.
    ///
    /// @param overrides settings of the command line beside these
    Config config(Map<String, String> overrides) {
        Map<String, String> environment = System.getenv();
        var all = new HashMap<>(overrides);
        if (data != null) {
            all.put("data", data.toString());
        }
        if (file != null) {
            return Config.load(file, environment, all);
        }
        return Files.exists(STANDARD_FILE)
                ? Config.load(STANDARD_FILE, environment, all)
                : Config.parse("", "(no configuration file)", environment, all);
    }
}
