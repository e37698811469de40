package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// When a hold that grows by steps has to grow (exactness B7).
class StepsTest {
    private final Steps steps = new Steps(100, 350);

    @Test
    void the_next_step_is_due_once_half_of_the_last_is_used() {
        assertThat(steps.due(50)).isZero();
        assertThat(steps.due(51)).isEqualTo(200);
        steps.decided(200);
        assertThat(steps.due(150)).isZero();
        assertThat(steps.due(151)).isEqualTo(300);
    }

    @Test
    void only_what_is_durable_is_covered() {
        steps.decided(200);

        assertThat(steps.covers(100)).isTrue();
        assertThat(steps.covers(101)).isFalse();
        assertThat(steps.willCover(200)).isTrue();
        assertThat(steps.willCover(201)).isFalse();
        steps.durable(200);
        assertThat(steps.covers(200)).isTrue();
    }

    @Test
    void a_burst_is_held_for_at_once() {
        assertThat(steps.due(140)).isEqualTo(240);
    }

    @Test
    void the_ceiling_covers_everything_and_nothing_is_due_beyond_it() {
        assertThat(steps.due(340)).isEqualTo(350);
        steps.decided(350);
        assertThat(steps.due(10_000)).isZero();
        assertThat(steps.covers(10_000)).isFalse();
        steps.durable(350);
        assertThat(steps.covers(10_000)).isTrue();
    }
}
