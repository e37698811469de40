package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.ledger.Grant;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.ledger.GrantView;
import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.units.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls that money given ahead of its use pays for. Only output has a price: a call of 10 tokens
/// holds and costs 0.00002.
class GrantCallsTest {
    private static final String TEN = "\"max_tokens\":10,\"upstream\":{\"tokens\":10}";

    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .model("demo", TestModel.standard().priced("0", "2").maxOutput(10))
                    .topUp("0.00003")
                    .start();

    @AfterEach
    void stop() {
        List<LedgerInvariants.Violation> wrong =
                grid.node().read(state -> LedgerInvariants.check(state.ledger()));
        assertThat(wrong).isEmpty();
        grid.close();
    }

    private void grant(String reference, String amount, Optional<Instant> expires, String model) {
        grid.account((ledger, now) ->
                ledger.decideGrant(
                        GatewayFixture.ORGANIZATION,
                        new Grant(
                                reference,
                                GrantKind.PROMOTIONAL,
                                Money.parse(amount),
                                Money.ZERO,
                                Grant.USUAL_PRIORITY,
                                new Life(now, expires),
                                model.isEmpty() ? Set.of() : Set.of(model)),
                        now));
    }

    private List<GrantView> grants() {
        return grid.node()
                .read(state -> state.ledger().grants(GatewayFixture.ORGANIZATION, Instant.now()));
    }

    @Test
    void a_call_is_paid_by_grants_and_then_by_the_wallet() {
        grant("gift", "0.00003", Optional.empty(), "");

        var first = grid.client().chat(TEN);
        var second = grid.client().chat(TEN);

        assertThat(grid.settled(first).change().draws())
                .containsExactly(new Draw(1, GrantKind.PROMOTIONAL, Money.parse("0.00002")));
        assertThat(grid.settled(second).change().draws())
                .containsExactly(new Draw(1, GrantKind.PROMOTIONAL, Money.parse("0.00001")));
        assertThat(first.headers().firstValue("x-tokengrid-charge")).hasValue("0.00002");
        assertThat(grants().getFirst().status()).isEqualTo(GrantView.Status.USED_UP);
        assertThat(grid.organization().wallet()).isEqualTo(Money.parse("0.00002"));
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(402);
    }

    @Test
    void a_call_that_fails_gives_the_grant_back() {
        grant("gift", "0.00002", Optional.empty(), "");

        var answer = grid.client().chat("\"max_tokens\":10,\"upstream\":{\"status\":500}");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(grants().getFirst().left()).isEqualTo(Money.parse("0.00002"));
        assertThat(grid.organization().wallet()).isEqualTo(Money.parse("0.00003"));
    }

    @Test
    void a_grant_for_another_model_pays_nothing() {
        grant("gift", "1.00", Optional.empty(), "other");

        var answer = grid.client().chat(TEN);

        assertThat(grid.settled(answer).change().draws()).isEmpty();
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(402);
    }

    @Test
    void a_stream_draws_what_it_used() {
        grant("gift", "0.00002", Optional.of(Instant.now().plus(Duration.ofHours(1))), "demo");

        var answer =
                grid.client().chat("\"stream\":true,\"max_tokens\":10,\"upstream\":{\"tokens\":4}");

        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        assertThat(grid.settled(answer).change().draws())
                .containsExactly(new Draw(1, GrantKind.PROMOTIONAL, Money.parse("0.000008")));
        assertThat(grants().getFirst().left()).isEqualTo(Money.parse("0.000012"));
    }
}
