package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.units.Money;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where a prompt's bytes do not fit the balance, its count may (exactness B3).
class ExactBoundTest {
    /// 2,700 bytes, about 600 tokens: by bytes 0.0027 and more, by count about 0.00065.
    private static final String PROMPT =
            "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + "the cat ran to the sea; then it sat ".repeat(75)
                    + "\"}],\"max_tokens\":10,\"upstream\":{\"tokens\":10}}";

    private GatewayFixture grid = with("0.001");

    @AfterEach
    void stop() {
        grid.close();
    }

    private static GatewayFixture with(String topUp) {
        return GatewaySetup.standard()
                .model("demo", TestModel.standard().maxOutput(10))
                .topUp(topUp)
                .options(o -> Options.holdWait(o, Duration.ofSeconds(30)))
                .start();
    }

    private void restart(String topUp) {
        grid.close();
        grid = with(topUp);
    }

    @Test
    void a_prompt_whose_count_fits_is_admitted() {
        var answer = grid.client().post(PROMPT);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var settled = grid.settled(answer);
        var admitted = grid.call(answer).admitted();
        assertThat(admitted.change().amount()).isLessThan(Money.parse("0.001"));
        assertThat(settled.result().usage().input())
                .isLessThanOrEqualTo(admitted.call().inputBound());
        assertThat(settled.change().extra().plus(settled.change().overrun())).isEqualTo(Money.ZERO);
        assertThat(grid.organization().available())
                .isEqualTo(Money.parse("0.001").minus(settled.change().charge()));
    }

    @Test
    void a_prompt_whose_bytes_fit_is_not_counted() {
        restart("1");

        var answer = grid.client().post(PROMPT);

        assertThat(grid.call(answer).admitted().call().inputBound().value())
                .isGreaterThanOrEqualTo(PROMPT.length());
    }

    @Test
    void a_prompt_whose_count_does_not_fit_either_is_refused() {
        restart("0.0003");

        var answer = grid.client().post(PROMPT);

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(GatewayClient.code(answer)).isEqualTo("insufficient_balance");
        assertThat(grid.calls()).isEmpty();
    }

    @Test
    void a_call_that_waits_goes_ahead_once_its_count_fits() throws InterruptedException {
        restart("0.004");
        String slow = PROMPT.replace("\"tokens\":10", "\"tokens\":10,\"delay_ms\":50000");
        var first = grid.client().start(grid.client().request(slow));
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);

        var second = grid.client().post(PROMPT);

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(grid.organization().openCalls()).isOne();
        grid.gateway().cut();
        assertThat(first.join().statusCode()).isEqualTo(503);
    }
}
