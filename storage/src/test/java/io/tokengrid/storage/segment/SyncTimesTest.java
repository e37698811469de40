package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SyncTimesTest {

    @Test
    void a_percentile_is_at_most_an_eighth_too_high_and_never_too_low() {
        for (long nanos = 1; nanos < 1L << 40; nanos = nanos * 5 / 4 + 1) {
            SyncTimes times = new SyncTimes();
            times.add(nanos);
            assertThat(times.percentile(0.5)).isBetween(nanos, nanos + nanos / 8);
        }
    }

    @Test
    void percentiles_count_from_the_shortest() {
        SyncTimes times = new SyncTimes();
        assertThat(times.percentile(0.5)).isZero();
        for (int time = 1; time <= 100; time++) {
            times.add(time < 99 ? 1_000 : 1_000_000);
        }
        assertThat(times.percentile(0.50)).isBetween(1_000L, 1_125L);
        assertThat(times.percentile(0.98)).isBetween(1_000L, 1_125L);
        assertThat(times.percentile(0.99)).isBetween(1_000_000L, 1_125_000L);
    }
}
