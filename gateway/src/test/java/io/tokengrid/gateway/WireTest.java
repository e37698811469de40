package io.tokengrid.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// HTTP as clients of all kinds speak it.
class WireTest {
    private static final String BODY = GatewayClient.body("\"upstream\":{\"tokens\":3}");

    private static GatewayFixture grid;

    @BeforeAll
    static void start() {
        grid = GatewaySetup.standard().start();
    }

    @AfterAll
    static void stop() {
        grid.close();
    }

    @Test
    void a_client_that_offers_http_2_with_a_body_is_served() throws Exception {
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + grid.gateway().port()
                                                    + "/v1/chat/completions"))
                            .header("authorization", "Bearer " + GatewayFixture.SECRET)
                            .POST(HttpRequest.BodyPublishers.ofString(BODY))
                            .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_client_that_waits_for_100_continue_gets_it() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(
                    RawClient.head("content-length: " + BODY.length(), "expect: 100-continue"));
            assertThat(client.answer().status()).isEqualTo(100);
            client.write(BODY);
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_would_send_too_much_is_refused_before_it_sends() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("content-length: 2000000", "expect: 100-continue"));
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("body_too_large");
        }
    }

    @Test
    void a_body_without_end_is_cut() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("content-length: 20000000000"));
            assertThat(client.answer().status()).isEqualTo(413);
            byte[] junk = new byte[64 << 10];
            try {
                for (int i = 0; i < 1_000; i++) {
                    client.write(junk);
                }
                assertThat(client.isClosed()).isTrue();
            } catch (IOException _) {
                // The connection was closed while this was being written.
            }
        }
    }

    @Test
    void a_connection_serves_one_call_after_the_other() throws IOException {
        try (var client = RawClient.to(grid)) {
            for (int i = 0; i < 3; i++) {
                client.post(BODY);
                assertThat(client.answer().status()).isEqualTo(200);
                client.post("{");
                assertThat(client.answer().status()).isEqualTo(400);
                client.post(BODY, "authorization: Bearer wrong");
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a_refused_body_does_not_spoil_the_connection() throws IOException {
        try (var client = RawClient.to(grid)) {
            String big = GatewayClient.body("\"x\":\"" + "y".repeat(1_100_000) + '"');
            client.post(big);
            assertThat(client.answer().status()).isEqualTo(413);
            client.post(BODY);
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void calls_sent_at_once_are_answered_in_their_order() throws IOException {
        try (var client = RawClient.to(grid)) {
            var all = new StringBuilder();
            for (int i = 0; i < 5; i++) {
                String body = GatewayClient.body("\"upstream\":{\"tokens\":" + (i + 1) + "}");
                all.append(RawClient.head("content-length: " + body.length())).append(body);
            }
            client.write(all.toString());
            for (int i = 0; i < 5; i++) {
                assertThat(client.answer().body()).contains("\"completion_tokens\":" + (i + 1));
            }
        }
    }

    @Test
    void a_body_in_single_bytes_and_chunks_is_read() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("transfer-encoding: chunked"));
            for (byte b : BODY.getBytes(UTF_8)) {
                client.write(new byte[] {'1', '\r', '\n', b, '\r', '\n'});
            }
            client.write("0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_head_that_is_too_large_is_refused() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("x-much: " + "x".repeat(40_000)));
            assertThat(client.answer().status()).isEqualTo(431);
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void what_is_no_http_is_refused() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write("what is this\r\n\r\n");
            assertRefused(client);
        }
    }

    /// Says why, and closes.
    private static void assertRefused(RawClient client) throws IOException {
        var answer = client.answer();
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.head()).contains("connection: close");
        assertThat(answer.body()).contains("\"code\":\"malformed_request\"");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void two_lengths_are_refused_and_what_follows_is_not_served() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(
                    RawClient.head("content-length: 4", "content-length: 0")
                            + RawClient.head("content-length: " + BODY.length())
                            + BODY);
            assertRefused(client);
        }
    }

    @Test
    void a_body_that_is_spoilt_on_the_way_is_refused_and_holds_nothing() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("transfer-encoding: chunked") + "3\r\n{\"m\r\n");
            Await.until("it is open", () -> grid.gateway().open() == 1);
            client.write("x\r\n");
            assertRefused(client);
        }
        grid.awaitQuiet();
        assertThat(grid.organization().openCalls()).isZero();
    }

    @Test
    void a_client_that_is_refused_while_it_sends_can_read_why() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write("POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n");
            client.write(new byte[3_000_000]);
            assertRefused(client);
        }
    }

    @Test
    void a_client_that_asks_without_reading_is_not_read_on() throws IOException {
        String request = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";
        int most = 400_000;
        var address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), grid.gateway().port());
        try (var client = SocketChannel.open(address)) {
            client.configureBlocking(false);
            // Whole requests one after the other, until none is taken for a while.
            var all = ByteBuffer.wrap(request.repeat(most).getBytes(StandardCharsets.US_ASCII));
            for (int idle = 0; idle < 200 && all.hasRemaining(); idle++) {
                if (client.write(all) > 0) {
                    idle = 0;
                }
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(all.hasRemaining()).isTrue();
        }
        a_client_that_waits_for_100_continue_gets_it();
    }

    @Test
    void many_that_stop_in_the_middle_keep_nobody_from_being_served() throws IOException {
        String head = RawClient.head("content-length: 100");
        var halves = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < 1_000; i++) {
                var half = RawClient.to(grid);
                halves.add(half);
                half.write(i % 2 == 0 ? head + "{" : head.substring(0, 60));
            }
            Await.until("their calls are open", () -> grid.gateway().open() == 500);
            a_connection_serves_one_call_after_the_other();
        } finally {
            for (RawClient half : halves) {
                half.close();
            }
        }
        grid.awaitQuiet();
    }

    @Test
    void a_length_that_is_no_number_is_refused() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("content-length: many"));
            assertThat(client.answer().status()).isBetween(400, 413);
        }
    }

    @Test
    void a_client_that_leaves_in_its_body_leaves_nothing_behind() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.write(RawClient.head("content-length: 100") + "{");
            Await.until("it is open", () -> grid.gateway().open() == 1);
        }
        grid.awaitQuiet();
        assertThat(grid.organization().openCalls()).isZero();
    }
}
