package io.tokengrid.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseScannerTest {

    /// What is expected of a frame: kind, payload, its bytes.
    private record Seen(SseFrame.Kind kind, String data, String raw, boolean terminated) {}

    @ParameterizedTest
    @CsvSource({
        "'data: a\n\ndata: b\n\n', DATA a|DATA b",
        "'data: a\r\n\r\ndata: b\r\n\r\n', DATA a|DATA b",
        "'data: a\r\rdata: b\r\r', DATA a|DATA b",
        "'data: a\n\r\ndata: b\r\n\n', DATA a|DATA b",
        "'data: a\r\n\rdata: b\n\r', DATA a|DATA b",
        "'data:a\n\ndata:  b\n\n', 'DATA a|DATA  b'",
        "'data: a\ndata: b\ndata\ndata:\ndata: c\n\n', DATA a~b~~~c",
        "': keep-alive\n\n: \n\ndata: a\n\n', COMMENT |COMMENT |DATA a",
        "'event: x\nid: 7\nretry: 5\n: hm\ndata: a\nevent: y\n\n', DATA a",
        "'id: 1\n\ndata: a\n\n', COMMENT |DATA a",
        "'\n\n\ndata: a\n\n\n', 'COMMENT |COMMENT |COMMENT |DATA a|COMMENT '",
        "'data: [DONE]\n\n', DONE [DONE]",
        "'data:[DONE] \r\n\r\n', 'DONE [DONE] '",
        "'data: [DONE]', DONE [DONE]-",
        "'data: a\n\ndata: [DO', DATA a|DATA [DO-",
        "'data: a\n', DATA a-",
        "'data: a\r', DATA a-",
        "'data: a\r\n', DATA a-",
        "'data: a\r\n\r', DATA a",
        "'database: a\n\ndat\n\n', 'COMMENT |COMMENT '",
        "'data: 词元\n\n', DATA 词元",
    })
    void frames_do_not_depend_on_where_the_stream_is_cut(String stream, String expected) {
        Cuts.everywhere(
                stream.getBytes(UTF_8),
                pieces -> {
                    List<Seen> frames = frames(pieces);
                    assertThat(frames.stream().map(SseScannerTest::brief).toList())
                            .isEqualTo(List.of(expected.split("\\|", -1)));
                    assertThat(String.join("", frames.stream().map(Seen::raw).toList()))
                            .isEqualTo(stream);
                });
    }

    @Test
    void random_bytes_come_out_as_they_went_in() {
        long seed = 20261121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] alphabet = "\n\n\r\r: dat[DONE]\u00e9".getBytes(UTF_8);
        for (int run = 0; run < 2_000; run++) {
            byte[] stream = new byte[random.nextInt(60)];
            for (int i = 0; i < stream.length; i++) {
                stream[i] = alphabet[random.nextInt(alphabet.length)];
            }
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < stream.length; ) {
                int end = Math.min(stream.length, at + random.nextInt(9));
                pieces.add(java.util.Arrays.copyOfRange(stream, at, end));
                at = end;
            }
            List<Seen> whole = frames(List.of(stream));
            assertThat(frames(pieces)).isEqualTo(whole);
            ByteArrayOutputStream relayed = new ByteArrayOutputStream();
            Cuts.feed(pieces, f -> relayed.write(f.bytes(), f.from(), f.to() - f.from()));
            assertThat(relayed.toByteArray()).isEqualTo(stream);
        }
    }

    @Test
    void a_frame_of_the_largest_size_passes_and_one_byte_more_does_not() {
        byte[] largest = frameOf(SseScanner.MAX_FRAME);
        byte[] larger = frameOf(SseScanner.MAX_FRAME + 1);
        for (int chunk : new int[] {1 << 16, 1 << 21}) {
            assertThat(outcome(largest, chunk)).isEqualTo(SseScanner.Outcome.TAKEN);
            assertThat(outcome(larger, chunk)).isEqualTo(SseScanner.Outcome.FRAME_TOO_LONG);
        }
    }

    @Test
    void a_frame_that_never_ends_is_given_up() {
        SseScanner scanner = new SseScanner();
        byte[] chunk = new byte[1 << 16];
        SseScanner.Outcome outcome = SseScanner.Outcome.TAKEN;
        for (int i = 0; i < 17; i++) {
            outcome = scanner.feed(chunk, 0, chunk.length, f -> {});
        }
        assertThat(outcome).isEqualTo(SseScanner.Outcome.FRAME_TOO_LONG);
        List<Seen> after = new ArrayList<>();
        byte[] sound = "\n\ndata: a\n\n".getBytes(UTF_8);
        assertThat(scanner.feed(sound, 0, sound.length, f -> after.add(seen(f))))
                .isEqualTo(SseScanner.Outcome.FRAME_TOO_LONG);
        assertThat(scanner.end(f -> after.add(seen(f))))
                .isEqualTo(SseScanner.Outcome.FRAME_TOO_LONG);
        assertThat(after).isEmpty();
    }

    private static byte[] frameOf(int length) {
        byte[] frame = new byte[length];
        java.util.Arrays.fill(frame, (byte) 'x');
        frame[length - 1] = '\n';
        frame[length - 2] = '\n';
        return frame;
    }

    private static SseScanner.Outcome outcome(byte[] stream, int chunk) {
        SseScanner scanner = new SseScanner();
        SseScanner.Outcome outcome = SseScanner.Outcome.TAKEN;
        for (int at = 0; at < stream.length; at += chunk) {
            outcome = scanner.feed(stream, at, Math.min(stream.length, at + chunk), f -> {});
        }
        return outcome;
    }

    private static List<Seen> frames(List<byte[]> pieces) {
        List<Seen> frames = new ArrayList<>();
        Cuts.feed(pieces, frame -> frames.add(seen(frame)));
        return frames;
    }

    private static Seen seen(SseFrame f) {
        return new Seen(
                f.kind(),
                new String(f.data(), f.dataFrom(), f.dataTo() - f.dataFrom(), UTF_8),
                new String(f.bytes(), f.from(), f.to() - f.from(), UTF_8),
                f.terminated());
    }

    private static String brief(Seen seen) {
        return seen.kind() + " " + seen.data().replace('\n', '~') + (seen.terminated() ? "" : "-");
    }
}
