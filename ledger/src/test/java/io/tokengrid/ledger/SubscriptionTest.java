package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A plan of 9.90 for 10 million tokens a month, from the first to the last of them, and what is
/// left when its month is over. Times are Shanghai's.
class SubscriptionTest {
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final KeyId KEY = new KeyId(1);
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final CurrencyCode TOKENS = CurrencyCode.ofPlan("token");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    private final BinaryWriter journal = new BinaryWriter(4_096);
    private final Ledger ledger = new Ledger();
    private Instant now = Instant.parse("2026-03-01T00:00:00+08:00");
    private long calls;

    SubscriptionTest() {
        var terms = new Terms(CNY, Billing.PREPAID, Money.ZERO, false, ZONE);
        apply(ledger.decideOpening(ACME, "acme", terms, now));
        apply(
                ledger.decideKey(
                        KEY,
                        ACME,
                        new CostCentre("d", "a", "f"),
                        new Sha256(1, 0, 0, 0),
                        KeyLimits.NONE,
                        now));
    }

    /// Every ledger of these tests adds up, and comes back from its snapshot and from its facts.
    @AfterEach
    void comes_back_as_it_was() {
        byte[] bytes = Snapshots.bytes(ledger);
        assertThat(Snapshots.bytes(LedgerSnapshot.read(new BinaryReader(bytes)))).isEqualTo(bytes);
        assertThat(Snapshots.bytes(Snapshots.replay(journal))).isEqualTo(bytes);
    }

    private void apply(LedgerFact fact) {
        ledger.apply(fact);
        LedgerCodec.write(fact, journal);
        assertThat(LedgerInvariants.check(ledger)).isEmpty();
        assertThat(ledger.trialBalance().balanced()).isTrue();
    }

    private void topUp(String amount) {
        String reference = "t" + calls++;
        apply(
                Objects.requireNonNull(
                        ledger.decideTopUp(ACME, Money.parse(amount), reference, now)));
    }

    private void subscribe(PlanTerms terms) {
        apply(Objects.requireNonNull(ledger.decideSubscription(ACME, terms, now, "s1", now)));
        renew();
    }

    private void renew() {
        for (LedgerFact due = ledger.decideRenewal(ACME, now);
                due != null;
                due = ledger.decideRenewal(ACME, now)) {
            apply(due);
        }
        for (LedgerFact due = ledger.decideLapses(now);
                due != null;
                due = ledger.decideLapses(now)) {
            apply(due);
        }
    }

    private void at(String time) {
        now = Instant.parse(time);
        renew();
    }

    /// What becomes of a hold of so many tokens; charged in money above the allowance.
    private String hold(String tokens, boolean overage, String money) {
        PlanCover cover = Objects.requireNonNull(ledger.cover(KEY, "qwen-plus", now));
        var request =
                new HoldRequest(
                        KEY,
                        "qwen-plus",
                        overage ? CNY : TOKENS,
                        Money.parse(overage ? money : tokens),
                        new TokenCount(Long.parseLong(tokens)),
                        null,
                        overage ? cover.overage() : cover.plan());
        return switch (ledger.decideHold(request, call(++calls), now)) {
            case HoldOutcome.Placed(LedgerFact.HoldPlaced fact) -> {
                apply(fact);
                yield "held";
            }
            case HoldOutcome.Refused refused -> refused.reason().name();
            default -> throw new AssertionError("no claim was made");
        };
    }

    private String hold(String tokens) {
        return hold(tokens, false, "0");
    }

    private static CallId call(long number) {
        return new CallId(new Position(1, 1, number));
    }

    private LedgerFact.HoldPosted post(String charge) {
        var posted =
                Objects.requireNonNull(
                        ledger.decidePost(
                                call(calls),
                                "qwen-plus",
                                Money.parse(charge),
                                TokenCount.ZERO,
                                null,
                                OverrunPolicy.CHARGE,
                                now));
        apply(posted);
        return posted;
    }

    private GrantView included() {
        return Objects.requireNonNull(ledger.subscriptions(ACME, now).getLast().included());
    }

    private OrganizationView acme() {
        return Objects.requireNonNull(ledger.organization(ACME, now));
    }

    private Money account(AccountKind kind, CurrencyCode unit) {
        return ledger.trialBalance().lines().stream()
                .filter(line -> line.account().kind() == kind)
                .filter(line -> line.account().currency().equals(unit))
                .map(TrialBalance.Line::balance)
                .reduce(Money.ZERO, Money::plus);
    }

    private static PlanTerms small(AtEnd atEnd) {
        return PlanSamples.monthly("9.9", "10000000", "2026-03-01", atEnd);
    }

    @Test
    void ten_million_tokens_are_drawn_to_the_last_and_then_it_is_exhausted() {
        topUp("100.00");
        subscribe(small(new AtEnd.Block()));
        assertThat(acme().available()).isEqualTo(Money.parse("90.10"));
        assertThat(acme().spent()).isEqualTo(Money.parse("9.90"));

        assertThat(hold("9999999")).isEqualTo("held");
        assertThat(hold("2")).isEqualTo("BALANCE_HELD");
        calls--;
        post("9999999");
        assertThat(hold("2")).isEqualTo("PLAN_EXHAUSTED");
        assertThat(hold("1")).isEqualTo("held");
        post("1");
        assertThat(hold("1")).isEqualTo("PLAN_EXHAUSTED");

        assertThat(included().drawn()).isEqualTo(Money.parse("10000000"));
        assertThat(account(AccountKind.REVENUE, TOKENS)).isEqualTo(Money.parse("10000000"));
        assertThat(account(AccountKind.REVENUE, CNY)).isEqualTo(Money.ZERO);
        assertThat(account(AccountKind.FEES, CNY)).isEqualTo(Money.parse("9.90"));
        assertThat(account(AccountKind.ISSUED_UNITS, TOKENS)).isEqualTo(Money.parse("-10000000"));
    }

    @Test
    void what_is_left_breaks_and_what_an_open_call_gives_back_breaks_after_it() {
        topUp("100.00");
        subscribe(small(new AtEnd.Block()));
        assertThat(hold("4000000")).isEqualTo("held");

        at("2026-04-01T00:00:00+08:00");
        assertThat(account(AccountKind.BREAKAGE, TOKENS)).isEqualTo(Money.parse("6000000"));
        assertThat(included().left()).isEqualTo(Money.parse("10000000"));
        assertThat(acme().spent()).isEqualTo(Money.parse("19.80"));
        post("1000000");
        renew();

        assertThat(account(AccountKind.BREAKAGE, TOKENS)).isEqualTo(Money.parse("9000000"));
        assertThat(account(AccountKind.REVENUE, TOKENS)).isEqualTo(Money.parse("1000000"));
        assertThat(included().drawn()).isEqualTo(Money.ZERO);
    }

    @Test
    void usage_above_the_hold_draws_what_is_left_and_the_rest_is_our_loss() {
        topUp("100.00");
        subscribe(PlanSamples.monthly("9.9", "100", "2026-03-01", new AtEnd.Block()));
        assertThat(hold("90")).isEqualTo("held");

        LedgerFact.HoldPosted posted = post("120");

        assertThat(posted.extra()).isEqualTo(Money.parse("10"));
        assertThat(posted.overrun()).isEqualTo(Money.parse("20"));
        assertThat(included().drawn()).isEqualTo(Money.parse("100"));
        assertThat(account(AccountKind.OVERRUN, TOKENS)).isEqualTo(Money.parse("-20"));
    }

    @Test
    void overage_is_money_up_to_the_cap_of_the_period() {
        topUp("100.00");
        subscribe(PlanSamples.monthly("9.9", "100", "2026-03-01", PlanSamples.overage("5")));
        assertThat(hold("101")).isEqualTo("PLAN_EXHAUSTED");

        assertThat(hold("101", true, "4.00")).isEqualTo("held");
        assertThat(hold("101", true, "2.00")).isEqualTo("BALANCE_HELD");
        calls--;
        post("3.00");
        assertThat(acme().spent()).isEqualTo(Money.parse("12.90"));
        assertThat(hold("101", true, "2.01")).isEqualTo("PLAN_EXHAUSTED");
        assertThat(hold("101", true, "2.00")).isEqualTo("held");
        // What is used above the hold does not go beyond the cap either.
        assertThat(post("2.50").overrun()).isEqualTo(Money.parse("0.50"));
        assertThat(ledger.subscriptions(ACME, now).getLast().overageSpent())
                .isEqualTo(Money.parse("5.00"));

        at("2026-04-01T00:00:00+08:00");
        assertThat(hold("101", true, "5.00")).isEqualTo("held");
    }

    @ParameterizedTest(name = "from {0}: fee {1}, {2} tokens until {3}")
    @CsvSource({
        // A month that is begun on its first day is a whole one.
        "2026-04-01T00:00:00+08:00, 9.90, 10000000.00, 2026-05-01",
        "2026-04-01T23:59:59+08:00, 9.90, 10000000.00, 2026-05-01",
        // 20 of 30 days; 17 of 31, whose tokens are rounded up to 10^-18.
        "2026-04-11T12:00:00+08:00, 6.60, 6666666.666666666666666667, 2026-05-01",
        "2026-05-15T00:00:00+08:00, 5.43, 5483870.967741935483870968, 2026-06-01",
        "2026-04-30T23:00:00+08:00, 0.33, 333333.333333333333333334, 2026-05-01"
    })
    void the_first_period_is_prorated_by_the_customers_calendar(
            String from, String fee, String included, String until) {
        topUp("100.00");
        now = Instant.parse(from);
        subscribe(small(new AtEnd.Block()));

        SubscriptionView plan = ledger.subscriptions(ACME, now).getLast();
        assertThat(plan.fee()).isEqualTo(Money.parse(fee));
        assertThat(included().left()).isEqualTo(Money.parse(included));
        assertThat(Objects.requireNonNull(plan.period()).end())
                .isEqualTo(java.time.LocalDate.parse(until).atStartOfDay(ZONE).toInstant());
    }

    @Test
    void periods_that_nobody_saw_are_charged_one_by_one_and_their_tokens_break() {
        topUp("100.00");
        subscribe(small(new AtEnd.Block()));

        at("2026-06-15T00:00:00+08:00");

        assertThat(acme().spent()).isEqualTo(Money.parse("39.60"));
        assertThat(account(AccountKind.BREAKAGE, TOKENS)).isEqualTo(Money.parse("30000000"));
        assertThat(included().left()).isEqualTo(Money.parse("10000000"));
    }

    @Test
    void a_fee_that_is_still_owed_ends_the_subscription() {
        topUp("12.00");
        subscribe(small(new AtEnd.Block()));
        at("2026-04-01T00:00:00+08:00");
        assertThat(acme().owed()).isEqualTo(Money.parse("7.80"));
        assertThat(hold("1")).isEqualTo("RECEIVABLE_DUE");

        at("2026-05-01T00:00:00+08:00");

        SubscriptionView plan = ledger.subscriptions(ACME, now).getLast();
        assertThat(plan.unpaid()).isTrue();
        assertThat(plan.status(now)).isEqualTo(SubscriptionView.Status.ENDED);
        assertThat(acme().owed()).isEqualTo(Money.parse("7.80"));
        assertThat(ledger.cover(KEY, "qwen-plus", now)).isNull();
    }

    @Test
    void an_organization_rests_only_once_its_subscription_is_over() {
        topUp("100.00");
        subscribe(small(new AtEnd.Block()));
        assertThat(ledger.decidePreparation(ACME, 7, 1 << 20, now)).isNull();
        apply(Objects.requireNonNull(ledger.decideSubscriptionEnd(ACME, 1, now)));
        assertThat(ledger.decideSubscriptionEnd(ACME, 1, now)).isNull();
        at("2026-04-01T00:00:00+08:00");

        var prepared = Objects.requireNonNull(ledger.decidePreparation(ACME, 7, 1 << 20, now));
        apply(prepared);
        apply(Objects.requireNonNull(ledger.decideRest(ACME, 7, now)));
        apply(Objects.requireNonNull(ledger.decideWaking(prepared.account(), now)));

        assertThat(ledger.subscriptions(ACME, now)).hasSize(1);
        assertThat(account(AccountKind.BREAKAGE, TOKENS)).isEqualTo(Money.parse("10000000"));
        assertThatThrownBy(() ->
                        ledger.decideSubscription(ACME, small(new AtEnd.Block()), now, "t0", now))
                .isInstanceOf(LedgerConflict.class);
        subscribeAgain();
    }

    private void subscribeAgain() {
        apply(
                Objects.requireNonNull(
                        ledger.decideSubscription(
                                ACME, small(PlanSamples.overage("1")), now, "s2", now)));
        renew();
        assertThat(included().left()).isEqualTo(Money.parse("10000000"));
        assertThat(included().number()).isEqualTo(2);
    }
}
