package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.journal.Fact;
import io.tokengrid.units.Money;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A provider may close a kept connection just as a request is written to it. That is no failure of
/// the provider (decision 0004; exactness H, `EveryForwardHasOneHold`).
class KeptConnectionTest {
    private static final String OK =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1}}";

    private final RawUpstream first = new RawUpstream(exchange -> exchange.json(200, OK));
    private final RawUpstream second = new RawUpstream(exchange -> exchange.json(200, OK));
    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .upstreams(0)
                    .foreign(first.url())
                    .foreign(second.url())
                    .model("demo", TestModel.standard())
                    .model("both", TestModel.standard().servedBy(0, 1))
                    .start();

    @AfterEach
    void stop() {
        grid.close();
        first.close();
        second.close();
    }

    private HttpResponse<String> call(String model) {
        return grid.client().post(GatewayClient.body(model, ""));
    }

    private void assertServedOnce(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(grid.settled(answer).change().charge()).isEqualTo(Money.parse("0.000004"));
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false", "true, false"})
    void a_request_on_a_kept_connection_that_closes_is_sent_again_on_a_fresh_one(
            boolean reset, boolean stream) {
        first.script(exchange -> {
            if (exchange.number() > 1) {
                throw reset ? exchange.reset() : RawUpstream.Exchange.hangUp();
            }
            exchange.json(200, OK);
        });
        assertServedOnce(call("demo"));

        var answer = grid.client().chat("\"stream\":" + stream);

        assertServedOnce(answer);
        assertThat(grid.settled(answer).result().attempts())
                .extracting(Fact.Attempt::provider, Fact.Attempt::status, Fact.Attempt::failure)
                .containsExactly(tuple("up0", 0, "stale_connection"), tuple("up0", 200, null));
        assertThat(first.bodies()).hasSize(3);
        assertThat(first.bodies().get(2)).isEqualTo(first.bodies().get(1));
        assertThat(first.heads().get(2)).contains("connection: close");
        assertEveryForwardHasOneHold();
    }

    @Test
    void a_fresh_connection_that_closes_is_a_failure() {
        first.script(exchange -> {
            throw RawUpstream.Exchange.hangUp();
        });

        var answer = call("demo");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(first.bodies()).hasSize(1);
        assertThat(grid.voided(answer).attempts()).hasSize(1);
    }

    @Test
    void a_slow_answers_connection_is_kept_too() {
        var connections = new AtomicInteger();
        first.script(exchange -> {
            connections.addAndGet(exchange.number() == 1 ? 1 : 0);
            LockSupport.parkNanos(1_100_000_000L);
            exchange.json(200, OK);
        });

        assertServedOnce(call("demo"));
        assertServedOnce(call("demo"));

        assertThat(connections).hasValue(1);
    }

    @Test
    void what_is_not_http_is_a_failure_on_a_kept_connection_too() {
        first.script(exchange -> {
            if (exchange.number() > 1) {
                exchange.write("SSH-2.0-OpenSSH\r\n\r\n");
            } else {
                exchange.json(200, OK);
            }
        });
        assertServedOnce(call("demo"));

        assertThat(call("demo").statusCode()).isEqualTo(502);
        assertThat(first.bodies()).hasSize(2);
    }

    @Test
    void it_is_sent_again_only_once() {
        var requests = new AtomicInteger();
        first.script(exchange -> {
            if (requests.incrementAndGet() > 1) {
                throw RawUpstream.Exchange.hangUp();
            }
            exchange.json(200, OK);
        });
        assertServedOnce(call("demo"));

        var answer = call("demo");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(first.bodies()).hasSize(3);
        assertThat(grid.voided(answer).attempts())
                .extracting(Fact.Attempt::failure)
                .containsExactly("stale_connection", "server_error");
        assertEveryForwardHasOneHold();
    }

    @Test
    void after_the_fresh_connection_too_has_failed_the_next_provider_is_asked() {
        var requests = new AtomicInteger();
        first.script(exchange -> {
            if (requests.incrementAndGet() > 1) {
                throw RawUpstream.Exchange.hangUp();
            }
            exchange.json(200, OK);
        });
        assertServedOnce(call("both"));

        var answer = call("both");

        assertServedOnce(answer);
        assertThat(grid.settled(answer).result().attempts())
                .extracting(Fact.Attempt::provider)
                .containsExactly("up0", "up0", "up1");
        assertEveryForwardHasOneHold();
    }

    @Test
    void a_provider_that_closes_what_it_kept_does_not_rest() {
        first.script(exchange -> {
            if (exchange.number() > 1) {
                throw RawUpstream.Exchange.hangUp();
            }
            exchange.json(200, OK);
        });

        for (int i = 0; i < 4; i++) {
            assertServedOnce(call("both"));
        }

        assertThat(second.bodies()).isEmpty();
    }

    /// Nobody scripts the moment here: whoever wins the race, no client sees it.
    @Test
    void a_provider_that_closes_every_idle_connection_fails_no_call() {
        first.script(exchange -> {
            exchange.json(200, OK);
            throw RawUpstream.Exchange.hangUp();
        });

        for (int round = 0; round < 20; round++) {
            var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 16; i++) {
                GatewayClient client = grid.client();
                answers.add(client.start(client.request(GatewayClient.body(""))));
            }
            assertThat(answers).extracting(answer -> answer.join().statusCode()).containsOnly(200);
        }
        assertEveryForwardHasOneHold();
    }

    private void assertEveryForwardHasOneHold() {
        grid.awaitQuiet();
        Meters meters = grid.gateway().meters();
        assertThat(meters.forwards() - meters.retries()).isEqualTo(meters.holds());
    }
}
