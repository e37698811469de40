package io.tokengrid.app;

import io.tokengrid.upstream.Replay;
import io.tokengrid.upstream.ReplayOptions;
import io.tokengrid.upstream.ReplayResult;
import io.tokengrid.upstream.ScriptableUpstream;
import io.tokengrid.upstream.Trace;
import io.tokengrid.upstream.UpstreamOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid demo`: the main job on real input. A real request trace goes through the program's
/// own HTTP endpoint to a scriptable upstream, and comes out as a statement that was checked.
@Command(
        name = "demo",
        description =
                "Replays a real request trace through a fresh gateway and prints the statement.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int SHORT_RUN = 2_000;

    @Option(
            names = "--all",
            description = "Replays the whole trace instead of its first 2,000 requests.")
    private boolean all;

    @Option(
            names = "--exit",
            description = "Ends after the statement; otherwise the console stays.")
    private boolean exit;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the statement and the checks as JSON too.")
    private @Nullable Path json;

    @Option(
            names = "--port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description =
                    "Port of the gateway and console; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Fresh data folder (default: a temporary one, deleted at the end).")
    private @Nullable Path data;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Logging.quiet();
        PrintWriter out = spec.commandLine().getOut();
        Path folder = folder();
        try (ScriptableUpstream upstream = ScriptableUpstream.start(upstreamOptions());
                Server server =
                        Server.start(config(upstream, folder), () -> config(upstream, folder))) {
            out.println("TokenGrid is up: " + server.address() + "/console/");
            out.println("  admin key of this demo: " + server.newAdminKey());
            DemoOrganization organization = DemoOrganization.create(server);
            Trace trace =
                    all ? Trace.azureConversations() : Trace.azureConversations().first(SHORT_RUN);
            out.printf(
                    "Replaying %,d requests of the Azure LLM conversation trace of 2023 through %s/v1/chat/completions%n",
                    trace.requests().size(), server.address());
            out.flush();
            var bar = new ProgressBar(out, "calls");
            ReplayResult result =
                    Replay.run(
                            trace,
                            ReplayOptions.to(URI.create(server.address()), organization.keys()),
                            at -> bar.show(at.done(), at.total(), at.perSecond(), at.remaining()));
            DemoReport report =
                    DemoReport.of(server, organization, trace, result, upstream.served());
            report.print(out);
            if (json != null) {
                Files.writeString(json, report.toJson());
            }
            if (!report.passed()) {
                throw new CommandFailure(
                        "the demo's checks failed", "see the lines marked FAILED above");
            }
            if (!exit) {
                out.println();
                out.println("The console stays at " + server.address() + "/console/ until Ctrl-C.");
                out.flush();
                var stopped = new CountDownLatch(1);
                Signals.on("TERM", stopped::countDown);
                Signals.on("INT", stopped::countDown);
                stopped.await();
            }
        } finally {
            if (data == null) {
                Folders.delete(folder);
            }
        }
        return 0;
    }

    private Path folder() throws IOException {
        if (data == null) {
            return Files.createTempDirectory("tokengrid-demo");
        }
        if (Files.exists(data.resolve("journal"))) {
            throw new CommandFailure(
                    "the demo needs a fresh data folder, but " + data + " has a journal",
                    "name another folder with --data, or none");
        }
        return data;
    }

    private static UpstreamOptions upstreamOptions() {
        return UpstreamOptions.standard().withPort(0).withTokenizer("o200k");
    }

    private Config config(ScriptableUpstream upstream, Path folder) {
        return Config.parse(
                resource(),
                "demo.yaml",
                Map.of("DEMO_UPSTREAM", "http://127.0.0.1:" + upstream.port() + "/v1"),
                Map.of("data", folder.toString(), "listen.port", Integer.toString(port)));
    }

    private static String resource() {
        try (InputStream in = DemoCommand.class.getResourceAsStream("demo.yaml")) {
            if (in == null) {
                throw new IllegalStateException("demo.yaml is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
