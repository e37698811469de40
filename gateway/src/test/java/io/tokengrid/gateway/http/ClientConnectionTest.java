package io.tokengrid.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order of a connection: what it reads, what it answers, and when it ends.
class ClientConnectionTest {
    private static final String GET = "GET /a HTTP/1.1\r\nhost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String OK_ANSWER = OK + "content-length: 2\r\n\r\nok";

    private final Wire wire = new Wire();
    private final EmbeddedChannel client = wire.connect();

    @Test
    void requests_that_come_at_once_are_answered_in_their_order_one_at_a_time() {
        var held = new Wire().holding();
        EmbeddedChannel impatient = held.connect();
        held.send(impatient, GET + GET.replace("/a", "/b") + GET.replace("/a", "/c"));

        assertThat(held.heard()).containsExactly("GET /a", "body ''");
        assertThat(impatient.config().isAutoRead()).isFalse();

        for (int i = 0; i < 3; i++) {
            held.waiting(i).answer(new AnswerHead(200), Bytes.of("answer " + i));
            assertThat(held.read(impatient)).endsWith("answer " + i);
        }
        assertThat(held.heard()).filteredOn(word -> word.startsWith("GET")).hasSize(3);
        assertThat(impatient.config().isAutoRead()).isTrue();
    }

    @Test
    void an_answer_is_one_buffer() {
        wire.send(client, GET);

        assertThat(client.outboundMessages()).hasSize(1);
        assertThat(wire.read(client)).isEqualTo(OK_ANSWER);
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void a_head_is_asked_for_without_the_body() {
        wire.send(client, GET.replace("GET", "HEAD"));

        assertThat(wire.read(client)).isEqualTo(OK + "content-length: 2\r\n\r\n");
    }

    @Test
    void an_answer_that_cannot_have_a_body_says_no_length() {
        var held = new Wire().holding();
        EmbeddedChannel browser = held.connect();
        held.send(browser, GET);
        held.waiting(0).answer(new AnswerHead(304), new Bytes());

        assertThat(held.read(browser)).isEqualTo("HTTP/1.1 304 Not Modified\r\n\r\n");
    }

    @Test
    void a_client_that_asks_for_it_is_left_after_the_answer() {
        wire.send(client, "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n" + GET);

        assertThat(wire.read(client))
                .isEqualTo(OK + "content-length: 2\r\nconnection: close\r\n\r\nok");
        assertThat(client.isOpen()).isFalse();
        assertThat(wire.heard()).containsExactly("GET /", "body ''");
    }

    @Test
    void a_client_of_http_1_0_is_left_unless_it_asks_to_be_kept() {
        wire.send(client, "GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
        assertThat(wire.read(client)).contains("\r\nconnection: keep-alive\r\n");
        wire.send(client, "GET / HTTP/1.0\r\n\r\n");

        assertThat(wire.read(client)).contains("\r\nconnection: close\r\n");
        assertThat(client.isOpen()).isFalse();
    }

    private static List<String> streamed(String version) {
        var held = new Wire().holding();
        EmbeddedChannel reader = held.connect();
        held.send(reader, "GET / " + version + "\r\nhost: a\r\nconnection: keep-alive\r\n\r\n");
        Exchange exchange = held.waiting(0);
        var read = new ArrayList<String>();
        exchange.begin(new AnswerHead(200));
        assertThat(held.read(reader)).isEmpty();
        exchange.write(Bytes.of("hello world, hello"));
        read.add(held.read(reader));
        exchange.write(new Bytes());
        assertThat(held.read(reader)).isEmpty();
        exchange.end(Bytes.of("bye"), complete -> read.add(Boolean.toString(complete)));
        read.add(held.read(reader));
        read.add(Boolean.toString(reader.isOpen()));
        return read;
    }

    @Test
    void an_answer_without_a_length_goes_out_in_chunks_the_first_with_the_head() {
        assertThat(streamed("HTTP/1.1"))
                .containsExactly(
                        OK + "transfer-encoding: chunked\r\n\r\n12\r\nhello world, hello\r\n",
                        "true",
                        "3\r\nbye\r\n0\r\n\r\n",
                        "true");
    }

    @Test
    void to_a_client_of_http_1_0_it_ends_with_the_connection() {
        assertThat(streamed("HTTP/1.0"))
                .containsExactly(
                        OK + "connection: close\r\n\r\nhello world, hello", "true", "bye", "false");
    }

    @Test
    void a_value_cannot_end_its_line() {
        var name = new AnswerHead.Name("x");
        for (String value : List.of("a\r\nb: c", "a\rb", "a\nb", "a\0", "\u007f")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AnswerHead(200).with(name, value));
        }
    }

    @Test
    void a_client_that_leaves_is_noticed_while_its_answer_is_made() {
        var held = new Wire().holding();
        EmbeddedChannel leaving = held.connect();
        held.send(leaving, GET);
        leaving.close();

        assertThat(held.heard()).containsExactly("GET /a", "body ''", "gone");
        var told = new ArrayList<Boolean>();
        held.waiting(0).answer(new AnswerHead(200), new Bytes(), told::add);
        assertThat(told).containsExactly(false);
        assertThat(held.open()).isZero();
    }

    @Test
    void a_paused_body_waits_as_bytes() {
        var paused = new Wire().holding();
        EmbeddedChannel sender = paused.connect();
        paused.send(sender, "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab");
        assertThat(paused.heard()).containsExactly("POST /a");
        paused.send(sender, "cd");

        assertThat(paused.heard()).containsExactly("POST /a", "body 'abcd'");
    }

    @Test
    void a_client_that_waits_to_be_told_is_told() {
        wire.send(
                client,
                "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
        assertThat(wire.read(client)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        wire.send(client, "hi");
        assertThat(wire.read(client)).isEqualTo(OK_ANSWER);
    }

    // Time

    private void pass(Duration limit) {
        wire.pass(limit.plusSeconds(1));
    }

    @Test
    void a_head_that_does_not_end_ends_the_connection() {
        wire.send(client, "GET / HTTP/1.1\r\nhost: a\r\n");
        for (int i = 0; i < 20; i++) {
            wire.pass(Duration.ofSeconds(1));
            wire.send(client, "x: y\r\n");
        }
        assertThat(client.isOpen()).isTrue();
        wire.pass(Duration.ofSeconds(11));

        assertThat(client.isOpen()).isFalse();
        assertThat(wire.open()).isZero();
        assertThat(wire.bytes()).isZero();
    }

    @Test
    void blank_lines_are_the_beginning_of_a_head_too() {
        wire.send(client, "\r\n");
        pass(Wire.LIMITS.head());

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void a_body_that_does_not_end_is_answered_and_ends_the_connection() {
        wire.send(client, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc");
        pass(Wire.LIMITS.body());

        assertThat(wire.read(client)).startsWith("HTTP/1.1 408 ").contains("connection: close");
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void an_answer_may_take_long_to_be_made() {
        var held = new Wire().holding();
        EmbeddedChannel patient = held.connect();
        held.send(patient, GET);
        held.pass(Duration.ofHours(1));

        assertThat(patient.isOpen()).isTrue();
    }

    @Test
    void an_idle_connection_is_kept_longer_than_by_load_balancers() {
        wire.send(client, GET);
        wire.pass(Duration.ofMinutes(10));
        assertThat(client.isOpen()).isTrue();
        wire.pass(Duration.ofMinutes(1));

        assertThat(client.isOpen()).isFalse();
    }

    // Many, and much

    @Test
    void thousands_that_stop_in_the_middle_take_little_and_are_gone_in_time() {
        int thousands = 5_000;
        byte[] half = ("GET / HTTP/1.1\r\nhost: a\r\nx: " + "y".repeat(500)).getBytes();
        var many = new ArrayList<EmbeddedChannel>();
        for (int i = 0; i < thousands; i++) {
            EmbeddedChannel one = wire.connect();
            wire.send(one, half, 0, half.length);
            many.add(one);
        }
        assertThat(wire.open()).isEqualTo(thousands + 1);
        assertThat(wire.bytes()).isLessThan(thousands * 2_000L);
        pass(Wire.LIMITS.head());

        assertThat(many).noneMatch(EmbeddedChannel::isOpen);
        assertThat(wire.bytes()).isZero();
        wire.send(client, GET);
        assertThat(wire.read(client)).isEqualTo(OK_ANSWER);
    }

    @Test
    void beyond_a_number_of_connections_a_further_one_is_closed() {
        var few = new Wire(ClientLimits.of(2, 1_000));
        EmbeddedChannel first = few.connect();
        few.connect();
        assertThat(few.connect().isOpen()).isFalse();
        first.close();

        assertThat(few.connect().isOpen()).isTrue();
    }

    @Test
    void what_is_refused_is_dropped_up_to_a_limit() {
        var refusing = new ArrayList<Exchange>();
        var clients =
                new Clients(
                        Wire.LIMITS,
                        new Exchange.Handler() {
                            @Override
                            public void requested(Exchange exchange) {
                                refusing.add(exchange);
                                exchange.answer(new AnswerHead(413), new Bytes());
                            }

                            @Override
                            public void malformed(Exchange exchange, Malformed why) {
                                throw new AssertionError(why);
                            }
                        },
                        System::nanoTime);
        var sender = new EmbeddedChannel();
        clients.take(sender);
        wire.send(sender, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4000\r\n\r\n");
        wire.send(sender, "x".repeat(4_000) + GET);
        assertThat(refusing).hasSize(2);
        assertThat(sender.isOpen()).isTrue();
        wire.send(sender, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4001\r\n\r\n");
        wire.send(sender, "x".repeat(4_001));

        assertThat(sender.isOpen()).isFalse();
        sender.releaseOutbound();
    }
}
