package io.tokengrid.app.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A minimal nginx: one worker that passes everything to one upstream over kept connections, and
/// writes no log.
final class Nginx implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Child child;
    private final int port;

    private Nginx(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /// Starts it on the measured core; it listens when this returns.
    ///
    /// @param connections that it keeps to the upstream
    static Nginx start(Site site, int upstreamPort, int connections)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(site.folder().resolve("nginx"));
        int port = GatewayProcess.freePort();
        Path config = folder.resolve("nginx.conf");
        Files.writeString(config, config(folder, port, upstreamPort, connections));
        var command = new ArrayList<>(site.cores().alone());
        command.addAll(
                List.of(
                        Child.find("nginx").orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        config.toString(),
                        "-e",
                        "stderr"));
        var nginx = new Nginx(Child.start(command, folder.resolve("nginx.log")), port);
        try {
            nginx.await();
            return nginx;
        } catch (InterruptedException | RuntimeException e) {
            nginx.close();
            throw e;
        }
    }

    private static String config(Path folder, int port, int upstreamPort, int connections) {
        return """
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log stderr;
        events { worker_connections %4$d; }
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          keepalive_requests 1000000000;
          upstream bench {
            server 127.0.0.1:%3$d;
            keepalive %5$d;
            keepalive_requests 1000000000;
          }
          server {
            listen 127.0.0.1:%2$d backlog=16384;
            location / {
              proxy_pass http://bench;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
            }
          }
        }
        """
                .formatted(folder, port, upstreamPort, 2 * connections + 64, connections);
    }

    private void await() throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until && child.runs()) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return;
            } catch (IOException notYet) {
                Thread.sleep(Duration.ofMillis(10));
            }
        }
        throw new BenchException(
                "nginx does not listen: " + child.lastWords(), "see whether nginx runs here");
    }

    int port() {
        return port;
    }

    /// CPU time so far, in ticks.
    long ticks() throws IOException {
        return Proc.treeTicks(child.id());
    }

    /// Resident memory of all its processes.
    double megabytes() throws IOException {
        double megabytes = Proc.megabytes(child.id(), "VmHWM");
        for (long worker : Proc.below(child.id())) {
            megabytes += Proc.megabytes(worker, "VmHWM");
        }
        return megabytes;
    }

    @Override
    public void close() {
        child.close();
    }
}
