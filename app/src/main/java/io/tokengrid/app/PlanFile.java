package io.tokengrid.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A file of plans: documents in YAML, parted by lines of `---`. It is read as the configuration
/// is: strictly, every number from its text.
final class PlanFile {
    private PlanFile() {}

    /// Throws [ConfigException] that names file, line and column of what is wrong.
    static List<PlanDocument> read(Path file) {
        return parse(text(file), file.toString());
    }

    /// @param file its name for messages
    static List<PlanDocument> parse(String yaml, String file) {
        List<PlanDocument> documents =
                new ConfigSource(file, PlanOptions.ALL, Map.of(), Map.of())
                        .openAll(yaml).stream().map(PlanDocument::read).toList();
        if (documents.isEmpty()) {
            throw new ConfigException(
                    file + ": has no plan",
                    "write currency, anchor and plans, as the reference says");
        }
        return documents;
    }

    private static String text(Path file) {
        try (TextInput in = TextInput.of(file)) {
            return in.all();
        } catch (IOException e) {
            throw new CommandFailure(file + ": cannot be read", "check the file", e);
        }
    }
}
