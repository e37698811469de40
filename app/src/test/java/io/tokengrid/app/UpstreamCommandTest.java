package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class UpstreamCommandTest {
    @Test
    void it_says_where_it_listens_and_answers_there_until_it_is_stopped() throws Exception {
        var out = new PipedWriter();
        var lines = new BufferedReader(new PipedReader(out));
        CommandLine line = Main.commandLine(System.in).setOut(new PrintWriter(out));
        var ran =
                new FutureTask<>(() -> line.execute("upstream", "--port", "0", "--models", "a,b"));
        Thread thread = Thread.ofPlatform().start(ran);
        String url = Objects.requireNonNull(lines.readLine()).replace("upstream on ", "");

        try (HttpClient client = HttpClient.newHttpClient()) {
            String models =
                    client.send(
                                    HttpRequest.newBuilder(URI.create(url + "/models")).build(),
                                    BodyHandlers.ofString())
                            .body();
            assertThat(models).contains("\"a\"", "\"b\"");
        }
        thread.interrupt();
        assertThat(ran.get()).isZero();
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String error = failure("upstream", "--port", Integer.toString(taken.getLocalPort()));

            assertThat(error)
                    .startsWith(
                            "tokengrid upstream: cannot listen on 127.0.0.1:"
                                    + taken.getLocalPort());
        }
    }

    @Test
    void controls_that_do_not_exist_are_named() {
        assertThat(failure("upstream", "--port", "0", "--controls", "{\"no\":1}"))
                .startsWith("tokengrid upstream: upstream has no control no\n");
    }

    private static String failure(String... arguments) {
        var err = new StringWriter();
        int status = Main.commandLine(System.in).setErr(new PrintWriter(err)).execute(arguments);
        assertThat(status).isEqualTo(1);
        return err.toString();
    }
}
