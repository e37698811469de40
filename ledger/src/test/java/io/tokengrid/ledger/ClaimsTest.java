package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Exactness E: what is remembered is bounded.
class ClaimsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Instant TOMORROW = NOW.plusSeconds(86_400);
    private static final Sha256 BODY = new Sha256(1, 2, 3, 4);

    private final Claims claims = new Claims(3);

    @Test
    void beyond_the_bound_the_first_charged_is_forgotten_and_open_ones_stay() {
        open(1);
        charge(2);
        charge(3);
        charge(4);

        assertThat(claims.find(name(1), NOW)).isNotNull();
        assertThat(claims.find(name(2), NOW)).isNull();
        assertThat(claims.find(name(3), NOW)).isNotNull();
        assertThat(claims.find(name(4), NOW)).isNotNull();
    }

    @Test
    void a_long_call_does_not_keep_others_from_being_forgotten() {
        open(1);
        for (int call = 2; call < 1_000; call++) {
            charge(call);
        }
        assertThat(claims.all()).hasSize(3);
    }

    @Test
    void voided_calls_leave_nothing_behind() {
        for (int call = 1; call < 1_000; call++) {
            open(call);
            claims.free(name(call));
        }
        assertThat(claims.all()).isEmpty();
    }

    @Test
    void expired_ones_are_forgotten_with_the_next_call() {
        charge(1);
        claims.open(name(2), BODY, call(2), TOMORROW, TOMORROW);

        assertThat(claims.all()).extracting(Claims.Entry::name).containsExactly(name(2));
    }

    private void open(int call) {
        claims.open(name(call), BODY, call(call), TOMORROW, NOW);
    }

    private void charge(int call) {
        open(call);
        claims.charged(name(call), Money.ZERO, null);
    }

    private static Claims.Name name(int call) {
        return new Claims.Name(new OrganizationId(1), "key " + call);
    }

    private static CallId call(int call) {
        return new CallId(new Position(1, 1, call));
    }
}
