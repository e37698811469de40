package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.units.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Another provider is tried as long as the client has not got a byte, and never afterwards.
class FailoverTest {
    private static final String OK =
            "{\"choices\":[{\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":1}}";
    private static final String ROLE =
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";

    private final RawUpstream first = new RawUpstream(exchange -> exchange.json(200, OK));
    private final RawUpstream second = new RawUpstream(exchange -> exchange.json(200, OK));
    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .upstreams(0)
                    .foreign(first.url())
                    .foreign(second.url())
                    .model("demo", TestModel.standard().servedBy(0, 1))
                    .start();

    @AfterEach
    void stop() {
        grid.close();
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 408, 429, 500, 502, 503})
    void the_next_provider_serves_what_the_first_cannot(int status) {
        first.script(exchange -> exchange.json(status, "{}"));

        var answer = grid.client().chat("");

        assertThat(answer.statusCode()).isEqualTo(200);
        var settled = grid.settled(answer);
        assertThat(settled.result().attempts())
                .extracting(Fact.Attempt::status)
                .containsExactly(status, 200);
        assertThat(settled.result().attempts())
                .extracting(Fact.Attempt::provider)
                .containsExactly("up0", "up1");
        assertThat(settled.change().charge()).isEqualTo(Money.parse("0.000004"));
        assertThat(settled.change().cost())
                .isNotNull()
                .extracting(LedgerFact.ProviderCost::provider)
                .isEqualTo("up1");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void a_request_at_fault_is_not_tried_elsewhere(int status) {
        first.script(exchange -> exchange.json(status, "{\"error\":{\"message\":\"no\"}}"));

        assertThat(grid.client().chat("").statusCode()).isEqualTo(status);
        assertThat(second.bodies()).isEmpty();
    }

    @Test
    void a_provider_that_failed_rests_and_comes_back() {
        first.script(exchange -> exchange.json(500, "{}"));
        grid.client().chat("");
        first.script(exchange -> exchange.json(200, OK));

        grid.client().chat("");

        assertThat(first.bodies()).hasSize(1);
        assertThat(second.bodies()).hasSize(2);
    }

    @Test
    void if_all_rest_a_call_is_better_tried_than_refused() {
        first.script(exchange -> exchange.json(500, "{}"));
        second.script(exchange -> exchange.json(503, "{}"));
        assertThat(grid.client().chat("").statusCode()).isEqualTo(503);
        first.script(exchange -> exchange.json(200, OK));

        assertThat(grid.client().chat("").statusCode()).isEqualTo(200);
    }

    @Test
    void a_connection_that_breaks_before_the_first_byte_is_tried_elsewhere() {
        first.script(exchange -> {
            throw RawUpstream.Exchange.hangUp();
        });

        assertThat(grid.client().chat("").statusCode()).isEqualTo(200);
    }

    @Test
    void a_stream_that_breaks_before_its_first_frame_is_tried_elsewhere() {
        first.script(exchange -> {
            exchange.streamHead();
            exchange.chunk("data: {\"choi");
            throw RawUpstream.Exchange.hangUp();
        });

        var answer = grid.client().chat("\"stream\":true");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(grid.settled(answer).result().attempts()).hasSize(2);
    }

    @Test
    void after_the_first_frame_nothing_is_tried_again() {
        first.script(exchange -> {
            exchange.streamHead();
            exchange.chunk(ROLE);
            throw RawUpstream.Exchange.hangUp();
        });

        var answer = grid.client().chat("\"stream\":true");

        assertThat(second.bodies()).isEmpty();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith(ROLE);
        assertThat(GatewayClient.payloads(answer.body()).getLast()).contains("upstream_failed");
        assertThat(grid.voided(answer).reason()).isEqualTo("upstream_server_error");
    }
}
