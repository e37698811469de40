package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    private static Trace read(String text) throws IOException {
        return Trace.read("t", new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    @Test
    void the_bundled_trace_is_whole() throws IOException {
        Trace trace = Trace.azureConversations();

        assertThat(trace.requests()).hasSize(19_366);
        assertThat(trace.inputTokens()).isEqualTo(22_361_870);
        assertThat(trace.outputTokens()).isEqualTo(4_088_665);
        assertThat(trace.requests().get(1))
                .isEqualTo(new TraceRequest(Duration.ofNanos(4_314_579_000L), 396, 109, null));
        assertThat(trace.requests().getLast().offset())
                .isBetween(Duration.ofMinutes(55), Duration.ofMinutes(65));
    }

    @Test
    void azures_later_traces_carry_a_zone() throws IOException {
        Trace trace =
                read(
                        """
                        TIMESTAMP,ContextTokens,GeneratedTokens
                        2024-05-10 00:00:01.009930+00:00,10,2
                        2024-05-10 08:00:00+08:00,7,3
                        """);

        assertThat(trace.requests())
                .containsExactly(
                        new TraceRequest(Duration.ZERO, 7, 3, null),
                        new TraceRequest(Duration.ofNanos(1_009_930_000L), 10, 2, null));
    }

    @Test
    void burstgpt_is_read_with_its_failed_calls() throws IOException {
        Trace trace =
                read(
                        """
                        Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
                        5,ChatGPT,472,18,490,Conversation log
                        45.5,GPT-4,1087,0,1087,API log
                        """);

        assertThat(trace.requests())
                .containsExactly(
                        new TraceRequest(Duration.ZERO, 472, 18, "ChatGPT"),
                        new TraceRequest(Duration.ofMillis(40_500), 1087, 0, "GPT-4"));
    }

    @Test
    void what_prompts_have_in_common_is_cached() throws IOException {
        Trace trace =
                read(
                        """
                        {"timestamp": 9, "input_length": 1100, "output_length": 1, "hash_ids": [1, 2, 4]}
                        {"timestamp": 0, "input_length": 1200, "output_length": 1, "hash_ids": [1, 2, 3]}
                        {"timestamp": 10, "input_length": 600, "output_length": 1, "hash_ids": [1, 4]}
                        {"timestamp": 11, "input_length": 1500, "output_length": 1, "hash_ids": [5, 2, 3]}
                        {"timestamp": 12, "input_length": 1200, "output_length": 1, "hash_ids": [1, 2, 3]}
                        """);

        assertThat(trace.requests().stream().map(TraceRequest::cachedTokens))
                .containsExactly(0L, 1_024L, 600L, 0L, 1_200L);
        assertThat(trace.cachedTokens()).isEqualTo(2_824);
    }

    @Test
    void mooncake_counts_in_milliseconds() throws IOException {
        Trace trace =
                read(
                        """
                        {"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1]}
                        {"timestamp": 3000, "input_length": 7236, "output_length": 794, "hash_ids": []}
                        """);

        assertThat(trace.requests().getLast())
                .isEqualTo(new TraceRequest(Duration.ofSeconds(3), 7236, 794, null));
    }

    @Test
    void bailian_counts_in_seconds() throws IOException {
        Trace trace =
                read(
                        """
                        {"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 521,\
                         "output_length": 132, "type": "text", "turn": 1, "hash_ids": [1]}
                        {"chat_id": 160, "parent_chat_id": 159, "timestamp": 62.5, "input_length": 700,\
                         "output_length": 9, "type": "search", "turn": 2, "hash_ids": [1, 2]}
                        """);

        assertThat(trace.requests())
                .containsExactly(
                        new TraceRequest(Duration.ZERO, 521, 132, null),
                        new TraceRequest(Duration.ofMillis(1_386), 700, 16, 9, null));
    }

    @Test
    void a_gzipped_file_is_known_by_its_first_bytes(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(
                    "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,3,4\n"
                            .getBytes(UTF_8));
        }
        Path file = Files.write(folder.resolve("trace"), bytes.toByteArray());

        assertThat(Trace.read(file).first(9).requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello                                          | t:1: not a known trace",
                "TIMESTAMP,ContextTokens                        | t:1: the header has no column",
                "TIMESTAMP,ContextTokens,GeneratedTokens        | t:1: the trace has no requests",
                "TIMESTAMP,ContextTokens,GeneratedTokens;x,1,2  | t:2: time is \"x\"",
                "TIMESTAMP,ContextTokens,GeneratedTokens;;1,2   | t:3: 2 fields where the header",
                "TIMESTAMP,ContextTokens,GeneratedTokens;2023-11-16 18:15:46,1,-2 | t:2: output tokens",
                "Timestamp,Request tokens,Response tokens;1,x,2 | t:2: input tokens are \"x\"",
                "Timestamp,Request tokens,Response tokens;x,1,2 | t:2: time is \"x\"",
                "{                                              | t:1: not JSON",
                "{}                                             | t:1: timestamp is missing",
                "{\"timestamp\":1,\"input_length\":2.5}         | t:1: input_length is not a whole",
                "{\"timestamp\":1,\"input_length\":2}           | t:1: output_length is missing",
                "{\"timestamp\":\"x\"}                          | t:1: timestamp is not a number",
                "''                                             | t:0: the trace has no requests",
            })
    void a_bad_row_is_named_by_file_line_and_reason(String text, String message) {
        assertThatThrownBy(() -> read(text.replace(';', '\n')))
                .isInstanceOf(TraceException.class)
                .hasMessageStartingWith(message);
    }
}
