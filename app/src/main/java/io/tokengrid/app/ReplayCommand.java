package io.tokengrid.app;

import io.tokengrid.upstream.Replay;
import io.tokengrid.upstream.ReplayOptions;
import io.tokengrid.upstream.ReplayResult;
import io.tokengrid.upstream.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tokengrid replay`: sends a request trace through a running gateway.
@Command(
        name = "replay",
        description =
                "Replays a trace (Azure CSV, BurstGPT CSV, Mooncake JSONL, Qwen-Bailian JSONL; .gz too)"
                        + " through a running gateway.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "TRACE", description = "The trace's file.")
    private Path trace = Path.of("");

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The gateway, such as http://127.0.0.1:8080.")
    private URI url = URI.create("");

    @Option(
            names = "--key",
            required = true,
            paramLabel = "KEY",
            description = "An API key; repeated, calls are spread over all.")
    private List<String> keys = List.of();

    @Option(names = "--model", paramLabel = "M", description = "The model to ask (default: demo).")
    private @Nullable String model;

    @Option(
            names = "--speed",
            defaultValue = "0",
            paramLabel = "X",
            description =
                    "Times as fast as recorded; 0 is as fast as possible (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(names = "--limit", paramLabel = "N", description = "Replays the first N requests.")
    private @Nullable Integer limit;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Trace read = TraceFile.read(trace);
        ReplayOptions options = ReplayOptions.to(url, keys).withSpeed(speed);
        var bar = new ProgressBar(out, "calls");
        ReplayResult result =
                Replay.run(
                        limit == null ? read : read.first(limit),
                        model == null ? options : options.withModel(model),
                        at -> bar.show(at.done(), at.total(), at.perSecond(), at.remaining()));
        out.printf(
                Locale.ROOT,
                "%,d calls answered, %,d of them with the trace's tokens; statuses %s%n",
                result.completed(),
                result.exact(),
                result.statuses());
        out.printf(
                Locale.ROOT,
                "tokens reported: %,d in, %,d out; charged: %s; latency p50 %.1f ms, p99 %.1f ms%n",
                result.usage().input(),
                result.usage().output(),
                result.charges(),
                result.latencies().quantile(0.5).toNanos() / 1e6,
                result.latencies().quantile(0.99).toNanos() / 1e6);
        out.flush();
        if (!result.failures().isEmpty()) {
            throw new CommandFailure(
                    "some calls failed: " + result.failures(),
                    "check the key, its balance and that the gateway knows the model");
        }
        return 0;
    }
}
