package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LingerTest {

    private final Linger linger = Linger.upTo(Duration.ofNanos(800_000));

    @ParameterizedTest(name = "{0}: {1} wait after a group of {2}: {3} ns")
    @CsvSource({
        "nothing else waits,          0,   1,      0",
        "a light load,                2,   2,      0",
        "a steady load,               6,  30, 100000",
        "all senders of a small loop, 7,   1,      0",
        "all senders of a large loop, 255, 1,      0",
    })
    void the_first_step(String why, long waiting, long last, long nanos) {
        assertThat(linger.first(waiting, last)).as(why).isEqualTo(nanos);
    }

    @Test
    void steps_get_longer_and_add_up_to_the_longest_wait_while_facts_come() {
        long first = linger.first(6, 6);
        long second = linger.next(first, 10);
        long third = linger.next(second, 10);
        assertThat(first).isLessThan(second);
        assertThat(second).isLessThan(third);
        assertThat(first + second + third).isEqualTo(linger.maxNanos());
        assertThat(linger.next(third, 100)).isZero();
    }

    @Test
    void a_step_that_gathers_too_little_is_the_last() {
        assertThat(linger.next(100_000, 1)).isZero();
        assertThat(linger.next(100_000, 2)).isEqualTo(200_000);
        assertThat(linger.next(200_000, 3)).isZero();
    }

    @Test
    void without_a_longest_wait_there_is_none() {
        assertThat(Linger.upTo(Duration.ZERO).first(100, 100)).isZero();
    }
}
