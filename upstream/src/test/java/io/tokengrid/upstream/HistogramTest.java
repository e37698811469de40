package io.tokengrid.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void a_quantile_is_within_one_percent_of_the_sorted_values() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long[] values = new long[10_001];
        Histogram histogram = new Histogram();
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong() >>> (1 + random.nextInt(62));
            histogram.record(values[i]);
        }
        Arrays.sort(values);

        for (double share : new double[] {0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
            long value = values[Math.max(1, (int) Math.ceil(share * values.length)) - 1];
            assertThat((double) histogram.quantile(share).toNanos())
                    .isCloseTo((double) value, within(value * 0.008))
                    .isGreaterThanOrEqualTo((double) value);
        }
        assertThat(histogram.most().toNanos()).isEqualTo(values[values.length - 1]);
    }

    @Test
    void two_add_up() {
        Histogram one = new Histogram();
        Histogram two = new Histogram();
        one.record(5);
        two.record(1_000);
        two.record(-1);
        one.add(two);

        assertThat(one.count()).isEqualTo(3);
        assertThat(one.quantile(0.5)).isEqualTo(Duration.ofNanos(5));
        assertThat(one.quantile(1)).isEqualTo(Duration.ofNanos(1_000));
        assertThat(new Histogram().quantile(0.99)).isEqualTo(Duration.ZERO);
    }
}
