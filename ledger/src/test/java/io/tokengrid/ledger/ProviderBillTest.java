package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.ledger.LedgerFact.CostAdjusted;
import io.tokengrid.ledger.LedgerFact.CostEntry;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ProviderBillTest {
    private static final Instant NOW = Instant.parse("2026-11-02T08:00:00Z");
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final LocalDate OCTOBER = LocalDate.of(2026, 10, 1);
    private static final LocalDate NOVEMBER = LocalDate.of(2026, 11, 1);

    private final Ledger ledger = new Ledger();

    private static ProviderBill bill(
            String provider, String name, LocalDate from, LocalDate to, String cost) {
        return new ProviderBill(
                provider,
                CNY,
                name,
                from,
                to,
                new Sha256(1, 2, 3, 4),
                Money.parse(cost),
                Money.parse("0.40"));
    }

    private static List<CostEntry> entries(ProviderBill bill) {
        return List.of(
                new CostEntry(1, 7, OCTOBER, "qwen-plus", bill.cost().plus(Money.parse("1"))),
                new CostEntry(2, 0, null, "qwen-max", Money.parse("-1")));
    }

    private void approve(ProviderBill bill) {
        ledger.apply(Objects.requireNonNull(ledger.decideCost(bill, entries(bill), NOW)));
    }

    private String balances() {
        return ledger.trialBalance().lines().stream()
                .map(line -> line.account().kind().key() + " " + line.balance())
                .collect(Collectors.joining("; "));
    }

    @Test
    void what_a_bill_says_beyond_the_books_is_cost_and_owed_and_estimates_end() {
        approve(bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "2.50"));

        assertThat(balances())
                .isEqualTo(
                        "provider-cost -2.50; provider-payable 2.50; provider-cost-estimated 0.40;"
                                + " provider-payable-estimated -0.40");
    }

    @Test
    void a_bill_below_the_books_takes_back_what_was_booked() {
        approve(bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "-2.50"));

        assertThat(balances()).startsWith("provider-cost 2.50; provider-payable -2.50;");
    }

    @Test
    void an_approval_is_posted_once() {
        ProviderBill bill = bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "2.50");
        approve(bill);

        assertThat(ledger.decideCost(bill, entries(bill), NOW)).isNull();
        ProviderBill other = bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "2.60");
        assertThatThrownBy(() -> ledger.decideCost(other, entries(other), NOW))
                .isInstanceOf(LedgerConflict.class)
                .hasMessage("rec-1 is approved already");
    }

    @Test
    void no_day_of_a_provider_has_two_bills_that_stand() {
        approve(bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "2.50"));
        ProviderBill half = bill("dashscope", "rec-2", NOVEMBER.minusDays(1), NOVEMBER, "1.00");

        assertThatThrownBy(() -> ledger.decideCost(half, entries(half), NOW))
                .isInstanceOf(LedgerConflict.class)
                .hasMessage("the bill of dashscope from 2026-10-01 to 2026-11-01 stands as rec-1");
        approve(bill("dashscope", "rec-3", NOVEMBER, NOVEMBER.plusDays(1), "1.00"));
        approve(bill("deepseek", "rec-4", OCTOBER, NOVEMBER, "1.00"));
    }

    @Test
    void a_reversal_takes_all_back_and_frees_the_days() {
        approve(bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "2.50"));

        ledger.apply(Objects.requireNonNull(ledger.decideCostReversal("rec-1", NOW)));

        assertThat(ledger.trialBalance().lines())
                .allSatisfy(line -> assertThat(line.balance()).isEqualTo(Money.ZERO));
        assertThat(ledger.bill("rec-1")).isNull();
        assertThat(ledger.decideCostReversal("rec-1", NOW)).isNull();
        approve(bill("dashscope", "rec-2", OCTOBER, NOVEMBER, "3.00"));
    }

    @Test
    void entries_that_do_not_add_up_are_no_adjustment() {
        ProviderBill bill = bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "2.50");

        assertThatThrownBy(() -> ledger.decideCost(bill, List.of(), NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void more_than_accounts_can_take_is_refused_before_anything_changes() {
        ProviderBill bill = bill("dashscope", "rec-1", OCTOBER, NOVEMBER, "19000000000000000000");

        assertThatThrownBy(() -> ledger.decideCost(bill, entries(bill), NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.trialBalance().lines()).isEmpty();
    }

    @Test
    void approvals_and_reversals_replayed_or_read_from_a_snapshot_give_the_same_state() {
        Seeds.play(100, ProviderBillTest::round);
    }

    private static void round(RandomGenerator random) {
        var first = new Ledger();
        var facts = new ArrayList<CostAdjusted>();
        for (int step = 0; step < 30; step++) {
            LocalDate from = OCTOBER.plusDays(random.nextInt(20));
            ProviderBill bill =
                    bill(
                            Draw.one(random, List.of("a", "b")),
                            "rec-" + random.nextInt(12),
                            from,
                            from.plusDays(1 + random.nextInt(5)),
                            random.nextInt(-9, 9) + ".25");
            try {
                CostAdjusted fact =
                        Draw.once(random, 3)
                                ? first.decideCostReversal(bill.reconciliation(), NOW)
                                : first.decideCost(bill, entries(bill), NOW);
                if (fact != null) {
                    first.apply(fact);
                    facts.add(fact);
                }
            } catch (LedgerConflict e) {
                assertThat(e).hasMessageMatching(".*(stands as|approved already).*");
            }
        }
        var replayed = new Ledger();
        facts.forEach(replayed::apply);
        byte[] bytes = snapshot(first);
        assertThat(snapshot(replayed)).isEqualTo(bytes);
        assertThat(snapshot(LedgerSnapshot.read(new BinaryReader(bytes)))).isEqualTo(bytes);
    }

    private static byte[] snapshot(Ledger ledger) {
        var out = new BinaryWriter(1_024);
        LedgerSnapshot.write(ledger, out);
        return out.toByteArray();
    }
}
