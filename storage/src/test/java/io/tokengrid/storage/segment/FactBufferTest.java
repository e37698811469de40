package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactBufferTest {

    private static final int CAPACITY = 1 << 10;

    @Test
    void facts_come_out_whole_and_in_order_however_they_lie_in_the_ring() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            FactBuffer buffer = new FactBuffer(CAPACITY, 0);
            Deque<byte[]> model = new ArrayDeque<>();
            byte[] group = new byte[CAPACITY];
            for (int step = 0; step < 500; step++) {
                byte[] fact = new byte[random.nextInt(200)];
                random.nextBytes(fact);
                if (buffer.pendingBytes() + fact.length + 2 <= CAPACITY && random.nextInt(4) > 0) {
                    buffer.append(fact, 0, fact.length);
                    model.add(fact);
                } else {
                    takeAndCompare(buffer, model, group, random.nextInt(CAPACITY + 1), seed);
                }
            }
            takeAndCompare(buffer, model, group, CAPACITY, seed);
            assertThat(model).isEmpty();
            assertThat(buffer.isEmpty()).isTrue();
        }
    }

    private static void takeAndCompare(
            FactBuffer buffer, Deque<byte[]> model, byte[] group, int limit, long seed) {
        FactBuffer.Taken taken = buffer.take(group, 0, limit);
        assertThat(taken.bytes()).isLessThanOrEqualTo(limit);
        int at = 0;
        for (int fact = 0; fact < taken.facts(); fact++) {
            int length = Varint.read(group, at, taken.bytes());
            at += Varint.size(length);
            assertThat(Arrays.copyOfRange(group, at, at + length))
                    .as("seed %d", seed)
                    .isEqualTo(model.remove());
            at += length;
        }
        assertThat(at).isEqualTo(taken.bytes());
        int next = model.isEmpty() ? limit + 1 : model.getFirst().length;
        assertThat(taken.bytes() + next + Varint.size(next))
                .as("takes all that fit")
                .isGreaterThan(limit);
    }

    @Test
    void a_fact_without_room_is_refused_and_leaves_the_others_alone() {
        FactBuffer buffer = new FactBuffer(CAPACITY, 41);
        byte[] half = new byte[CAPACITY / 2];
        assertThat(buffer.append(half, 0, half.length)).isEqualTo(42);
        assertThatThrownBy(() -> buffer.append(half, 0, half.length))
                .isInstanceOf(IllegalStateException.class);
        assertThat(buffer.lastSequence()).isEqualTo(42);
        assertThat(buffer.take(new byte[CAPACITY], 0, CAPACITY).facts()).isEqualTo(1);
        assertThat(buffer.append(half, 0, half.length)).isEqualTo(43);
    }

    @Test
    void the_oldest_facts_time_is_kept_until_it_is_taken() {
        FactBuffer buffer = new FactBuffer(CAPACITY, 0);
        long before = System.nanoTime();
        buffer.append(new byte[10], 0, 10);
        long first = buffer.since();
        assertThat(first - before).isNotNegative();
        buffer.append(new byte[10], 0, 10);
        assertThat(buffer.since()).isEqualTo(first);
        buffer.take(new byte[CAPACITY], 0, 15);
        assertThat(buffer.since()).as("one fact of two was taken").isEqualTo(first);
        buffer.take(new byte[CAPACITY], 0, CAPACITY);
        buffer.append(new byte[10], 0, 10);
        assertThat(buffer.since() - first).isPositive();
    }

    @Test
    void lengths_of_every_width_are_read_as_written() {
        for (int bits = 0; bits < 31; bits++) {
            for (int value : new int[] {(1 << bits) - 1, 1 << bits, (1 << bits) + 1}) {
                byte[] bytes = new byte[8];
                Varint.write(value, bytes, 1);
                int size = Varint.size(value);
                assertThat(Varint.read(bytes, 1, 1 + size)).isEqualTo(value);
                assertThat(Varint.read(bytes, 1, size)).as("cut off").isEqualTo(-1);
            }
        }
    }
}
