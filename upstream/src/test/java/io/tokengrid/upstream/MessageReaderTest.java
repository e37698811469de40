package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageReaderTest {
    private static final String MESSAGES =
            "HTTP/1.1 100 Continue\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                    + "HTTP/1.1 503 Slow\r\nserver: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\ntrailer: 1\r\n\r\n"
                    + "HTTP/1.1 204 No Content\r\n\r\n"
                    + "HTTP/1.1 200 OK\r\ncontent-length:0\r\nConnection: Close\r\n\r\n";

    @Test
    void messages_are_told_apart_wherever_their_bytes_are_cut() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder body = new StringBuilder();
            List<String> read = new ArrayList<>();
            MessageReader reader =
                    MessageReader.ofResponses((bytes, from, to) -> {
                        for (int i = from; i < to; i++) {
                            body.append((char) bytes.get(i));
                        }
                    });
            for (int from = 0; from < MESSAGES.length(); ) {
                int to = Math.min(MESSAGES.length(), from + 1 + random.nextInt(60));
                ByteBuffer bytes = ByteBuffer.wrap(MESSAGES.substring(from, to).getBytes(US_ASCII));
                while (bytes.hasRemaining()) {
                    if (reader.read(bytes)) {
                        read.add(reader.status() + " " + body + (reader.closes() ? " end" : ""));
                        body.setLength(0);
                    }
                }
                from = to;
            }
            assertThat(read).containsExactly("200 hello", "503 abc0123456789", "204 ", "200  end");
            assertThat(reader.inside()).isFalse();
        }
    }

    @Test
    void a_body_without_a_length_goes_to_the_connections_end() throws IOException {
        MessageReader reader = MessageReader.ofResponses(MessageReader.BodySink.NONE);

        assertThat(reader.read(ByteBuffer.wrap("HTTP/1.1 200 OK\r\n\r\nx".getBytes(US_ASCII))))
                .isFalse();
        assertThat(reader.endsByClose()).isTrue();
    }

    @Test
    void what_is_not_http_is_broken() {
        MessageReader reader = MessageReader.ofResponses(MessageReader.BodySink.NONE);

        assertThatThrownBy(() -> reader.read(ByteBuffer.wrap("nonsense\r\n".getBytes(US_ASCII))))
                .isInstanceOf(IOException.class);
    }
}
