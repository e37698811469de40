package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.app.Option.Otherwise;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Holds a part of a document, between `<!-- NAME begin -->` and `<!-- NAME end -->`, against what
/// the program says of itself. Run the test with `-Dtokengrid.write-docs` to write the part
/// instead.
final class Reference {
    private Reference() {}

    /// The rows of some options.
    static String table(List<Option<?>> options) {
        return options.stream()
                .map(option ->
                        "| `%s` | %s | %s | %s |"
                                .formatted(
                                        option.path(),
                                        switch (option.otherwise()) {
                                            case Otherwise.Default(String text) -> "`" + text + "`";
                                            case Otherwise.Absent(String meaning) -> meaning;
                                            case Otherwise.Required() -> "**required**";
                                        },
                                        option.meaning(),
                                        option.kind().allowed()))
                .collect(
                        Collectors.joining(
                                "\n",
                                "| key | default | meaning | allowed |\n|---|---|---|---|\n",
                                ""));
    }

    static void check(String document, String name, String expected) {
        Path file = Repository.root().resolve(document);
        String begin = "<!-- " + name + " begin -->\n";
        String end = "\n<!-- " + name + " end -->";
        try {
            String text = Files.readString(file);
            int from = text.indexOf(begin) + begin.length();
            int to = text.indexOf(end);
            assertThat(to)
                    .as("%s has the part %s", document, name)
                    .isGreaterThanOrEqualTo(from - 1);
            if (System.getProperty("tokengrid.write-docs") != null) {
                Files.writeString(
                        file, text.substring(0, from) + expected.strip() + text.substring(to));
                return;
            }
            assertThat(text.substring(from, Math.max(from, to)))
                    .as("part %s of %s; write it with -Dtokengrid.write-docs", name, document)
                    .isEqualTo(expected.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
