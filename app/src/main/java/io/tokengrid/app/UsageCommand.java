package io.tokengrid.app;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.upstream.TraceRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `tokengrid usage`: writes a request trace as usage that `tokengrid rate` takes.
@Command(
        name = "usage",
        description = {
            "Writes a trace (Azure CSV, BurstGPT CSV, Mooncake JSONL, Qwen-Bailian JSONL; .gz too) as usage",
            "that tokengrid rate takes, to see what it would cost by some prices. Where the trace tells what",
            "prompts have in common, a cache that forgets nothing is assumed."
        },
        mixinStandardHelpOptions = true)
final class UsageCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Parameters(paramLabel = "TRACE", description = "The trace's file.")
    private Path trace = Path.of("");

    @Option(
            names = "--model",
            required = true,
            paramLabel = "M",
            description = "The model that all requests are for.")
    private String model = "";

    @Option(
            names = "--begin",
            required = true,
            paramLabel = "TIME",
            description = "When the first request comes, such as 2026-08-01T00:00:00+08:00.")
    private @Nullable OffsetDateTime begin;

    @Option(
            names = "--end",
            paramLabel = "TIME",
            description =
                    "Stretches or shortens the trace so that the last request comes before it"
                            + " (default: as recorded).")
    private @Nullable OffsetDateTime end;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Instant from = Objects.requireNonNull(begin).toInstant();
        if (end != null && !end.toInstant().isAfter(from)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--end must be after --begin");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<TraceRequest> requests = TraceFile.read(trace).requests();
        Duration last = requests.getLast().offset();
        int number = 0;
        for (TraceRequest request : requests) {
            Duration offset =
                    end == null
                            ? request.offset()
                            : stretched(request.offset(), last, Duration.between(from, end));
            out.println(JSON.writeValueAsString(record(++number, from.plus(offset), request)));
        }
        out.flush();
        return 0;
    }

    /// An offset out of a span, 0 to `last`, in another one, whose end is never reached.
    private static Duration stretched(Duration offset, Duration last, Duration to) {
        BigInteger span = nanos(last).add(BigInteger.ONE);
        return Duration.ofNanos(nanos(offset).multiply(nanos(to)).divide(span).longValueExact());
    }

    private static BigInteger nanos(Duration duration) {
        return BigInteger.valueOf(duration.toNanos());
    }

    private ObjectNode record(int number, Instant at, TraceRequest request) {
        return JSON.createObjectNode()
                .put("id", String.valueOf(number))
                .put("time", at.toString())
                .put("model", model)
                .put(TokenClass.INPUT.key(), request.inputTokens() - request.cachedTokens())
                .put(TokenClass.CACHED_INPUT.key(), request.cachedTokens())
                .put(TokenClass.OUTPUT.key(), request.outputTokens());
    }
}
