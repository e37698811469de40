package io.tokengrid.app;

import io.tokengrid.upstream.ScriptableUpstream;
import io.tokengrid.upstream.UpstreamOptions;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid upstream`: the scriptable upstream in the foreground, until a signal ends the process
/// or its thread is interrupted.
@Command(
        name = "upstream",
        description =
                "Runs a scriptable OpenAI-compatible upstream: exact usage, speed and faults on request. GET /served"
                        + " tells what it served.",
        mixinStandardHelpOptions = true)
final class UpstreamCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            defaultValue = "9000",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            paramLabel = "HOST",
            description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(
            names = "--models",
            split = ",",
            defaultValue = "demo",
            paramLabel = "NAME",
            description =
                    "What GET /v1/models lists; any model is answered (default: ${DEFAULT-VALUE}).")
    private List<String> models = List.of();

    @Option(
            names = "--tokenizer",
            defaultValue = "o200k",
            paramLabel = "NAME",
            description = "o200k or cl100k, to count prompts (default: ${DEFAULT-VALUE}).")
    private String tokenizer = "";

    @Option(names = "--key", paramLabel = "KEY", description = "Key that calls must carry.")
    private @Nullable String key;

    @Option(
            names = "--controls",
            defaultValue = "{}",
            paramLabel = "JSON",
            description = "Controls for calls that set no other (default: ${DEFAULT-VALUE}).")
    private String controls = "";

    @Option(
            names = "--answer-tokens",
            defaultValue = "64",
            paramLabel = "N",
            description = "Length of an answer that nothing else sets (default: ${DEFAULT-VALUE}).")
    private int answerTokens;

    @Option(
            names = "--threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Event loops (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        try (ScriptableUpstream upstream = start(options())) {
            Thread close = Thread.ofPlatform().name("upstream-close").unstarted(upstream::close);
            Runtime.getRuntime().addShutdownHook(close);
            PrintWriter out = spec.commandLine().getOut();
            out.println("upstream on http://" + host + ":" + upstream.port() + "/v1");
            out.flush();
            new CountDownLatch(1).await();
            throw new IllegalStateException("nothing counts the latch down");
        } catch (InterruptedException stopped) {
            return 0;
        }
    }

    private UpstreamOptions options() {
        UpstreamOptions.Limits standard = UpstreamOptions.Limits.standard();
        var limits =
                new UpstreamOptions.Limits(
                        standard.bodyBytes(),
                        standard.connections(),
                        standard.ledgerCalls(),
                        threads);
        UpstreamOptions options =
                UpstreamOptions.standard()
                        .withHost(host)
                        .withPort(port)
                        .withModels(models)
                        .withTokenizer(tokenizer)
                        .withControls(controls)
                        .withAnswerTokens(answerTokens)
                        .withLimits(limits);
        return key == null ? options : options.withApiKey(key);
    }

    private static ScriptableUpstream start(UpstreamOptions options) {
        try {
            return ScriptableUpstream.start(options);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    String.valueOf(
                            e.getCause() == null ? e.getMessage() : e.getCause().getMessage()),
                    "another program may listen there; choose one with --port and --host",
                    e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()), "see tokengrid upstream --help", e);
        }
    }
}
