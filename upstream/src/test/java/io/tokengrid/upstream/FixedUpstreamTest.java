package io.tokengrid.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.TokenCounters;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FixedUpstreamTest {
    private static long tokens(String text) {
        return TokenCounters.shipped().forFamily("o200k").count(text).value();
    }

    @Test
    void what_it_reports_is_what_it_sends() {
        FixedOptions options =
                FixedOptions.reporting(2).withOutputTokens(7).withChunkEvery(Duration.ofMillis(1));
        try (FixedUpstream upstream = FixedUpstream.start(options);
                Client client = new Client(upstream.port())) {
            JsonNode answer = client.answer("\"stream\" : false");
            List<JsonNode> chunks = Client.chunks(client.frames(""));

            assertThat(tokens(answer.at("/choices/0/message/content").asString())).isEqualTo(7);
            assertThat(answer.at("/usage/prompt_tokens").asLong()).isEqualTo(2);
            assertThat(tokens(Client.text(chunks, "content"))).isEqualTo(7);
            assertThat(chunks.getLast().at("/usage/completion_tokens").asLong()).isEqualTo(7);
            assertThat(Long.parseLong(chunks.get(1).at("/stamp").asString()))
                    .isLessThanOrEqualTo(System.nanoTime());
            assertThat(client.get("/served").at("/completed/output").asLong()).isEqualTo(14);
        }
    }

    @Test
    void a_stream_whose_client_goes_is_counted_as_cut() throws Exception {
        FixedOptions options = FixedOptions.reporting(2).withChunkEvery(Duration.ofMinutes(1));
        try (FixedUpstream upstream = FixedUpstream.start(options)) {
            try (Wire wire = new Wire(upstream.port())) {
                wire.send(LoadTarget.chat("k", "m", 2, "\"stream\":true"));
                wire.readUntil("assistant");
            }
            try (Wire wire = new Wire(upstream.port())) {
                do {
                    wire.send("GET /served HTTP/1.1\r\n\r\n");
                } while (!wire.readUntil("}}").contains("\"cut\":{\"calls\":1}"));
            }
            assertThat(upstream.cut()).isEqualTo(1);
        }
    }

    @Test
    void a_body_in_chunks_is_understood() throws Exception {
        try (FixedUpstream upstream = FixedUpstream.start(FixedOptions.reporting(2));
                Wire wire = new Wire(upstream.port())) {
            wire.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"str");
            wire.send("\r\n8\r\neam\":tru\r\n2\r\ne}\r\n0\r\n\r\n");

            assertThat(wire.readUntil("[DONE]")).contains("text/event-stream");
        }
    }
}
