package io.tokengrid.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.LedgerFact.HoldGrown;
import io.tokengrid.ledger.LedgerFact.HoldPlaced;
import io.tokengrid.ledger.LedgerFact.HoldReleased;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CallFoldTest {
    private static final Instant AT = Instant.parse("2026-11-21T23:59:59.999999999Z");
    private static final CallId CALL = new CallId(new Position(1, 2, 7));
    private static final Money HOLD = Money.parse("3");

    private final CallFold fold = new CallFold(new BinaryWriter(16));

    static Fact.Admitted admitted() {
        return new Fact.Admitted(
                new HoldPlaced(CALL, new KeyId(4), HOLD, new TokenCount(9), List.of(), null, AT),
                new Fact.Admission(
                        new OrganizationId(5),
                        Set.of(),
                        new CostCentre("d", "a", "f"),
                        new CurrencyCode("CNY"),
                        "m",
                        "p",
                        1,
                        false,
                        new TokenCount(8),
                        new TokenCount(1),
                        AT.plusSeconds(9),
                        Map.of()));
    }

    private static Fact.Voided voided() {
        return new Fact.Voided(new HoldReleased(CALL, true, null, AT), "deadline", List.of());
    }

    private static Fact.Counted counted(long input) {
        return new Fact.Counted(
                CALL, new OwnCount(new TokenCount(input), TokenCount.ZERO, "e", true, null), AT);
    }

    private static byte[] bytes(Fact fact) {
        var out = new BinaryWriter(64);
        FactCodec.write(fact, out);
        return out.toByteArray();
    }

    private void add(Fact fact) {
        byte[] bytes = bytes(fact);
        fold.add(7, bytes, 0, bytes.length);
    }

    private static byte[] joined(Fact... facts) {
        var out = new BinaryWriter(64);
        for (Fact fact : facts) {
            out.writeBytes(bytes(fact));
        }
        return out.toByteArray();
    }

    private record Folded(CallRecord record, List<Byte> facts) {}

    private List<Folded> folded() {
        var folded = new ArrayList<Folded>();
        fold.fold((call, facts) -> folded.add(new Folded(call, asList(facts.toByteArray()))));
        return folded;
    }

    private static List<Byte> asList(byte[] bytes) {
        var list = new ArrayList<Byte>();
        for (byte each : bytes) {
            list.add(each);
        }
        return list;
    }

    @Test
    void a_call_that_ends_in_the_stretch_is_whole() {
        add(admitted());
        add(voided());

        assertThat(fold.unknown()).isEmpty();
        assertThat(folded())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.record()).isEqualTo(CallRecord.of(admitted()).with(voided()));
                    assertThat(call.facts()).isEqualTo(asList(joined(admitted(), voided())));
                });
        assertThat(folded()).isEmpty();
    }

    @Test
    void a_call_counts_in_the_hour_of_its_admission() {
        add(admitted());
        add(voided());
        folded();

        assertThat(fold.usage().keySet())
                .singleElement()
                .satisfies(cell ->
                        assertThat(Instant.ofEpochSecond(cell.hour() * 3_600))
                                .isEqualTo("2026-11-21T23:00:00Z"));
    }

    @Test
    void an_open_call_is_resumed_with_its_earlier_facts_before_the_later_ones() {
        add(voided());
        assertThat(fold.unknown()).containsExactly(CALL);

        assertThat(folded()).isEmpty();

        fold.resume(joined(admitted(), counted(3)));

        var call = folded().getFirst();
        byte[] facts = joined(admitted(), counted(3), voided());
        assertThat(call.facts()).isEqualTo(asList(facts));
        assertThat(call.record()).isEqualTo(CallFacts.read(facts));
    }

    @Test
    void a_hold_and_its_end_leave_balances_as_they_were() {
        add(admitted());
        add(voided());
        folded();

        assertThat(fold.accounts(Map.of()).sums().values())
                .hasSize(2)
                .allMatch(sums -> sums.equals(new AccountSums.Sums(HOLD, HOLD)));
    }

    private static Fact.Grown grown(Money to) {
        return new Fact.Grown(new HoldGrown(CALL, to, new TokenCount(20), AT));
    }

    /// B7.
    @Test
    void a_hold_that_grew_leaves_balances_as_they_were() {
        Money twice = HOLD.plus(HOLD);
        add(admitted());
        add(grown(twice));
        add(voided());

        assertThat(folded().getFirst().record().admitted().change().amount()).isEqualTo(twice);
        assertThat(fold.accounts(Map.of()).sums().values())
                .hasSize(2)
                .allMatch(sums -> sums.equals(new AccountSums.Sums(twice, twice)));
    }

    /// B7.
    @Test
    void a_hold_that_grows_later_moves_only_what_it_grows_by() {
        add(grown(HOLD.plus(HOLD)));
        assertThat(fold.unknown()).containsExactly(CALL);

        fold.resume(joined(admitted()));

        assertThat(folded())
                .singleElement()
                .matches(call -> call.record().state() == CallState.OPEN);
        assertThat(fold.accounts(Map.of()).sums().values())
                .containsExactlyInAnyOrder(
                        new AccountSums.Sums(HOLD, Money.ZERO),
                        new AccountSums.Sums(Money.ZERO, HOLD));
    }

    @Test
    void what_comes_after_the_end_is_late() {
        add(counted(3));
        add(new Fact.Delivered(CALL, true, AT));
        add(counted(4));

        var late = fold.late().getFirst();
        assertThat(late.delivered()).isNotNull();
        assertThat(late.counted()).isEqualTo(counted(3));
        assertThat(late.facts().toByteArray())
                .isEqualTo(joined(counted(3), new Fact.Delivered(CALL, true, AT), counted(4)));
        assertThat(folded()).isEmpty();
    }

    @Test
    void an_end_without_a_beginning_is_refused() {
        add(voided());

        assertThatThrownBy(fold::late).hasMessageContaining("without having been open");
    }

    @Test
    void the_first_count_of_a_call_stands() {
        CallRecord call = CallRecord.of(admitted()).with(counted(3)).with(counted(4));

        assertThat(call.counted()).isEqualTo(counted(3).count());
    }

    @Test
    void marks_change_no_view() {
        add(new Fact.Marked(CALL, TokenCount.ZERO, TokenCount.ZERO, AT));

        assertThat(fold.facts()).isEqualTo(1);
        assertThat(fold.unknown()).isEmpty();
    }

    @Test
    void facts_that_are_no_call_are_refused() {
        assertThatThrownBy(() -> CallFacts.read(new byte[0])).hasMessageContaining("without facts");
        assertThatThrownBy(() -> CallFacts.read(joined(voided())))
                .hasMessageContaining("begin with its admission");
    }

    @Test
    void a_fact_tells_its_call_without_being_read() {
        for (Fact fact :
                List.of(
                        admitted(),
                        grown(HOLD),
                        voided(),
                        counted(1),
                        new Fact.Marked(CALL, TokenCount.ZERO, TokenCount.ZERO, AT),
                        new Fact.Delivered(CALL, true, AT))) {
            byte[] bytes = bytes(fact);
            assertThat(FactCodec.readHead(bytes, 0, bytes.length))
                    .isEqualTo(new FactHead(fact.getClass(), CALL));
        }
    }

    @Test
    void the_last_fact_says_how_far_the_stretch_goes() {
        add(admitted());
        add(new Fact.Marked(CALL, TokenCount.ZERO, TokenCount.ZERO, AT.plusSeconds(3)));

        assertThat(fold.lastAt()).isEqualTo(AT.plusSeconds(3));
    }
}
