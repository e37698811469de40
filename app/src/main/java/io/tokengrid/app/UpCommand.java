package io.tokengrid.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid up`: gateway, console and database in the foreground. SIGTERM drains, a second one
/// ends it within 10 s, SIGHUP reloads the configuration.
@Command(
        name = "up",
        description = "Starts gateway, console and database in the foreground.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port to listen on; 0 takes any free one (default: 8080).")
    private @Nullable Integer port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String host;

    @Mixin private ConfigChoice choice = new ConfigChoice();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Server server = Server.start(config(), this::config);
        announce(server);
        var stopped = new CountDownLatch(1);
        var signals = new AtomicInteger();
        Runnable stop =
                () -> {
                    if (signals.incrementAndGet() == 1) {
                        drain(server);
                        stopped.countDown();
                    } else {
                        cut(server);
                    }
                };
        Signals.on("TERM", stop);
        Signals.on("INT", stop);
        Signals.on("HUP", server::reload);
        stopped.await();
        server.close();
        return 0;
    }

    private Config config() {
        var overrides = new HashMap<String, String>();
        if (port != null) {
            overrides.put("listen.port", Integer.toString(port));
        }
        if (host != null) {
            overrides.put("listen.host", host);
        }
        return choice.config(overrides);
    }

    private void announce(Server server) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("TokenGrid is up: " + server.address());
        out.println("  console  " + server.address() + "/console/");
        out.println("  OpenAI   " + server.address() + "/v1");
        String key = server.newAdminKey();
        if (key != null) {
            out.println("  admin key (shown once, only its digest is kept): " + key);
        }
        out.flush();
    }

    private static void drain(Server server) {
        try {
            if (!server.drain()) {
                server.cut();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cut(Server server) {
        try {
            server.cut();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
