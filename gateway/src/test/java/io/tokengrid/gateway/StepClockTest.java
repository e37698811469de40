package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class StepClockTest {
    @Test
    void every_step_of_a_sample_of_calls_is_timed() {
        try (GatewayFixture grid = GatewaySetup.standard().start()) {
            for (int call = 0; call < 200; call++) {
                assertThat(grid.client().chat("").statusCode()).isEqualTo(200);
            }
            grid.awaitQuiet();

            for (StepClock.Step step : StepClock.Step.values()) {
                String name = step.name().toLowerCase(Locale.ROOT);
                var timer = grid.registry().get("tokengrid.call.step").tag("step", name).timer();
                assertThat(timer.count()).as(name).isPositive();
            }
        }
    }
}
