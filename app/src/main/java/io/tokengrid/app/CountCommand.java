package io.tokengrid.app;

import io.tokengrid.metering.TokenCounter;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tokengrid count`: the number of tokens of a text, or of each line of JSON strings. An estimate
/// is named as one, on standard error or in the JSON.
@Command(
        name = "count",
        description = "Prints the number of tokens of a text (standard input without FILE).",
        mixinStandardHelpOptions = true)
final class CountCommand implements Callable<Integer> {
    private final InputStream in;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "MODEL",
            description = "Model whose tokens are counted, such as gpt-4o or qwen-plus.")
    private String model = "";

    @Option(
            names = "--json",
            description = "Print an object with the count, the encoding and whether it is exact.")
    private boolean json;

    @Option(
            names = "--jsonl",
            description = "Each line of the input is a JSON string; print a line for each.")
    private boolean jsonl;

    @Option(
            names = "--tokenizers",
            paramLabel = "FOLDER",
            description =
                    "Folder with tokenizer files of further families, as in the configuration.")
    private @Nullable Path tokenizers;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Text to count.")
    private @Nullable Path file;

    @Spec private CommandSpec spec = CommandSpec.create();

    /// @param in read where no file is named
    CountCommand(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() throws IOException {
        TokenCounter counter =
                TokenizerFolder.counters(Optional.ofNullable(tokenizers)).forModel(model);
        if (!counter.exact() && !json) {
            spec.commandLine().getErr().println("note: " + counter.encoding() + ", not exact");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (TextInput text = new TextInput(file == null ? in : open(file))) {
            if (jsonl) {
                for (var line = text.next(); line.isPresent(); line = text.next()) {
                    out.println(result(counter, string(line.get(), text.line())));
                }
            } else {
                out.println(result(counter, text.all()));
            }
        } finally {
            out.flush();
        }
        return 0;
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot read " + file, "check the name, and that it is a file you may read", e);
        }
    }

    private static String string(String line, int number) {
        return parsed(line)
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .orElseThrow(() ->
                        new CommandFailure(
                                "line " + number + " is not a JSON string",
                                "write each text on a line of its own as \"two words\""));
    }

    private static Optional<JsonNode> parsed(String line) {
        try {
            return Optional.of(JsonMapper.shared().readTree(line));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private String result(TokenCounter counter, String text) {
        long tokens = counter.count(text).value();
        return json
                ? JsonMapper.shared()
                        .createObjectNode()
                        .put("tokens", tokens)
                        .put("model", model)
                        .put("encoding", counter.encoding())
                        .put("exact", counter.exact())
                        .toString()
                : Long.toString(tokens);
    }
}
