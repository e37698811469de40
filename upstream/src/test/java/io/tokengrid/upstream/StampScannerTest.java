package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StampScannerTest {
    @Test
    void stamps_are_found_wherever_the_bytes_are_cut() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        List<Long> sent = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            String[] noise = {"\"", "\"stamp\":\"\"stam", "abcdefgh", "\"\"", "12", " power grid "};
            text.append(noise[random.nextInt(noise.length)]);
            if (random.nextBoolean()) {
                long stamp = random.nextLong() >>> 1;
                sent.add(stamp);
                text.append(" \"stamp\":\"").append(stamp).append('"');
            }
        }
        byte[] bytes = text.toString().replace("\"stamp\":\"\"stam", "\"stam\"").getBytes(US_ASCII);

        List<Long> found = new ArrayList<>();
        StampScanner scanner = new StampScanner(found::add);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(30));
            scanner.bytes(buffer, from, to);
            from = to;
        }

        assertThat(found).isEqualTo(sent);
    }
}
