package io.tokengrid.app;

import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.TokenCounter;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.metering.calibration.Learned;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// `tokengrid count`: the number of tokens of a text, of a chat, or of each line of JSON strings,
/// by one model or by several side by side. An estimate is named as one, on standard error, in the
/// table or in the JSON.
@Command(
        name = "count",
        description =
                "Prints the number of tokens of a text or a chat (standard input without FILE).",
        mixinStandardHelpOptions = true)
final class CountCommand implements Callable<Integer> {
    private final InputStream in;

    @Option(
            names = "--model",
            required = true,
            split = ",",
            paramLabel = "MODEL",
            description =
                    "Model whose tokens are counted, such as gpt-4o or qwen-plus; several, separated"
                            + " by commas, are shown side by side.")
    private List<String> models = List.of();

    @Option(
            names = "--chat",
            description =
                    "The input is a chat request in JSON, with messages, tools and images: count"
                            + " what the model reads of it.")
    private boolean chat;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration whose models and prices are used.")
    private @Nullable Path config;

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
        if (jsonl && (chat || models.size() > 1)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--jsonl counts texts by one model");
        }
        List<ModelMeter> meters = meters();
        PrintWriter out = spec.commandLine().getOut();
        try (TextInput text = file == null ? new TextInput(in) : TextInput.of(file)) {
            if (jsonl) {
                ModelMeter meter = meters.getFirst();
                note(meter);
                for (var line = text.next(); line.isPresent(); line = text.next()) {
                    ModelCount count = meter.count(string(line.get(), text.line()));
                    out.println(json ? count.json() : Long.toString(count.tokens()));
                }
            } else {
                print(counts(meters, text.all()), meters, out);
            }
        } finally {
            out.flush();
        }
        return 0;
    }

    private List<ModelMeter> meters() {
        TokenCounters counters = TokenizerFolder.counters(Optional.ofNullable(tokenizers));
        if (config == null) {
            return models.stream().map(name -> ModelMeter.known(name, counters)).toList();
        }
        Offering offering =
                Offering.of(Config.load(config, System.getenv(), Map.of()), new Learned());
        Instant now = Instant.now();
        return models.stream()
                .map(name -> ModelMeter.offered(name, offering, counters, now))
                .toList();
    }

    private List<ModelCount> counts(List<ModelMeter> meters, String input) {
        if (!chat) {
            return meters.stream().map(meter -> meter.count(input)).toList();
        }
        byte[] body = input.getBytes(StandardCharsets.UTF_8);
        return switch (PromptText.read(body)) {
            case PromptText.Found(PromptText prompt) ->
                    meters.stream().map(meter -> meter.count(prompt)).toList();
            case PromptText.Malformed(String why) ->
                    throw new CommandFailure(
                            "the chat is not a JSON object: " + why,
                            "write a request such as {\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        };
    }

    private void print(List<ModelCount> counts, List<ModelMeter> meters, PrintWriter out) {
        if (json) {
            ArrayNode all = JsonMapper.shared().createArrayNode();
            counts.forEach(count -> all.add(count.json()));
            out.println(counts.size() == 1 ? all.get(0) : all);
        } else if (counts.size() == 1) {
            note(meters.getFirst());
            out.println(counts.getFirst().tokens());
        } else {
            out.println(ModelCount.HEAD);
            counts.forEach(count -> out.println(count.row()));
        }
    }

    private void note(ModelMeter meter) {
        TokenCounter counter = meter.prompts().counter();
        if (!counter.exact() && !json) {
            spec.commandLine().getErr().println("note: " + counter.encoding() + ", not exact");
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
}
