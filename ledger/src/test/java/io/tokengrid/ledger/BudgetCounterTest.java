package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BudgetCounterTest {
    private static final ZoneId ZONE = ZoneOffset.UTC;
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final Money ONE = Money.parse("1");

    private final BudgetCounter counter =
            new BudgetCounter(1, new Budget(Money.parse("10"), null, BudgetPeriod.MONTH, true));
    private final Instant period = counter.periodOf(AT, ZONE);

    @Test
    void what_cannot_be_counted_is_not_held() {
        counter.hold(period, ONE, new TokenCount(Long.MAX_VALUE - 1), ZONE);

        assertThat(counter.canHold(new TokenCount(1), period)).isTrue();
        assertThat(counter.canHold(new TokenCount(2), period)).isFalse();
    }

    /// A snapshot has it no more, so what it counted must decide nothing.
    @Test
    void a_budget_that_is_gone_counts_nothing_and_refuses_nothing() {
        counter.hold(period, ONE, new TokenCount(Long.MAX_VALUE), ZONE);

        counter.gone = true;

        assertThat(counter.canHold(new TokenCount(5), period)).isTrue();
        counter.grow(period, ONE, new TokenCount(5));
        counter.end(period, ONE.plus(ONE), new TokenCount(Long.MAX_VALUE), ONE, new TokenCount(7));
        assertThat(counter.held()).isEqualTo(ONE);
        assertThat(counter.tokensHeld()).isEqualTo(Long.MAX_VALUE);
    }
}
