package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.rating.plan.Statement.BilledPeriod;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The worked examples show what a plan does; these are the rules that hold for all of them.
final class PlanRunTest {
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final LocalDate ANCHOR = LocalDate.parse("2026-11-01");
    private static final Instant START = ANCHOR.atStartOfDay(ZONE).toInstant();
    private static final Instant NEXT =
            LocalDate.parse("2026-12-01").atStartOfDay(ZONE).toInstant();

    private static final Product TIERED =
            new Product(
                    "tokens",
                    "token",
                    Optional.empty(),
                    Conversion.NONE,
                    new Tariff.Graduated(Amount.tiers("50:3:0", "200:2:5", "-:1:0")),
                    Product.Terms.PLAIN);

    private static Allowance allowance(Rational included, List<Limit> limits, AtEnd atEnd) {
        return new Allowance("token", included, Weights.ONE_EACH, limits, BurnOrder.DEFAULT, atEnd);
    }

    private static Plan plan(Optional<Allowance> allowance, Spend spend) {
        return new Plan(
                "plan", Rational.of(10), Plan.Seats.NONE, allowance, List.of(TIERED), spend);
    }

    private static Subscription subscription(Plan plan, List<Grant> packs, List<Grant> prepaid) {
        return new Subscription(
                new Subscription.Terms(
                        new CurrencyCode("CNY"),
                        new Cycle(1, Cycle.Unit.MONTH, ANCHOR, ZONE),
                        Proration.DAYS),
                List.of(new Subscription.Phase(plan, START, Subscription.Start.AT_ONCE)),
                packs,
                prepaid,
                Optional.empty());
    }

    private static UsageEvent event(String id, Instant at, Rational quantity) {
        return new UsageEvent(id, at, "token", quantity, UsageEvent.Who.ANYBODY, Optional.empty());
    }

    private static Rational total(Subscription subscription, List<UsageEvent> events) {
        List<BilledPeriod> periods = PlanRun.rate(subscription, events, List.of(), NEXT).periods();
        assertThat(periods).hasSize(1);
        return periods.getFirst().exact();
    }

    private static Instant within(RandomGenerator random) {
        return START.plusSeconds(random.nextLong(Duration.between(START, NEXT).toSeconds()));
    }

    private static List<UsageEvent> events(RandomGenerator random) {
        var events = new ArrayList<UsageEvent>();
        for (int i = random.nextInt(15); i >= 0; i--) {
            events.add(event("e" + i, within(random), Amount.any(random)));
        }
        return events;
    }

    private static Subscription any(RandomGenerator random) {
        Optional<Allowance> allowance =
                random.nextBoolean()
                        ? Optional.of(
                                allowance(
                                        Amount.any(random),
                                        List.of(),
                                        random.nextBoolean()
                                                ? new AtEnd.Overage(Optional.empty())
                                                : new AtEnd.Overage(
                                                        Optional.of(Amount.any(random)))))
                        : Optional.empty();
        Rational minimum = Amount.any(random);
        return subscription(
                plan(allowance, new Spend(minimum, Optional.of(minimum.plus(Amount.any(random))))),
                List.of(),
                List.of());
    }

    @Test
    void permuting_the_events_of_a_period_changes_no_total() {
        Seeds.play(
                100,
                random -> {
                    Subscription subscription = any(random);
                    List<UsageEvent> events = events(random);
                    List<Instant> times =
                            new ArrayList<>(events.stream().map(UsageEvent::at).toList());
                    Collections.shuffle(times, new Random(random.nextLong()));
                    var permuted = new ArrayList<UsageEvent>();
                    for (int i = 0; i < events.size(); i++) {
                        permuted.add(event("p" + i, times.get(i), events.get(i).quantity()));
                    }

                    assertThat(total(subscription, permuted))
                            .isEqualTo(total(subscription, events));
                });
    }

    @Test
    void splitting_the_events_of_a_period_changes_no_total() {
        Seeds.play(
                100,
                random -> {
                    Subscription subscription = any(random);
                    List<UsageEvent> events = events(random);
                    var split = new ArrayList<UsageEvent>();
                    for (UsageEvent event : events) {
                        Rational part = event.quantity().times(Rational.of(random.nextInt(4), 3));
                        split.add(event(event.id(), event.at(), part));
                        split.add(
                                event(
                                        event.id() + "x",
                                        within(random),
                                        event.quantity().minus(part)));
                    }

                    assertThat(total(subscription, split)).isEqualTo(total(subscription, events));
                });
    }

    @Test
    void what_was_used_was_covered_charged_or_refused() {
        Seeds.play(
                100,
                random -> {
                    Subscription subscription = any(random);
                    for (Outcome outcome :
                            PlanRun.rate(subscription, events(random), List.of(), NEXT)
                                    .outcomes()) {
                        assertThat(
                                        outcome.covered()
                                                .plus(outcome.charged())
                                                .plus(outcome.refused()))
                                .isEqualTo(outcome.event().quantity());
                    }
                });
    }

    @Test
    void correcting_every_event_away_within_the_period_leaves_what_no_usage_leaves() {
        Seeds.play(
                100,
                random -> {
                    Plan plan =
                            plan(
                                    Optional.of(
                                            allowance(
                                                    Amount.any(random),
                                                    List.of(),
                                                    new AtEnd.Overage(Optional.empty()))),
                                    Spend.ANY);
                    Grant wallet = grant("wallet", 100);
                    Subscription subscription =
                            subscription(plan, List.of(grant("pack", 50)), List.of(wallet));
                    List<UsageEvent> events = events(random);
                    List<Correction> corrections =
                            events.stream()
                                    .map(event ->
                                            new Correction(
                                                    event.id(),
                                                    NEXT.minusSeconds(1),
                                                    Rational.ZERO))
                                    .toList();

                    Statement corrected = PlanRun.rate(subscription, events, corrections, NEXT);
                    Statement unused = PlanRun.rate(subscription, List.of(), List.of(), NEXT);

                    assertThat(corrected.allowance()).isEqualTo(unused.allowance());
                    assertThat(corrected.prepaid()).isEqualTo(unused.prepaid());
                    assertThat(corrected.periods()).isEqualTo(unused.periods());
                });
    }

    private static Grant grant(String id, long amount) {
        return new Grant(
                id,
                Optional.empty(),
                Rational.of(amount),
                0,
                new Grant.Life(START, Optional.empty()),
                new Grant.Source(Rational.of(amount), false));
    }

    @Test
    void prepaid_money_pays_exactly_what_is_due_and_no_more() {
        Seeds.play(
                100,
                random -> {
                    Plan plan = plan(Optional.empty(), Spend.ANY);
                    long money = 1 + random.nextInt(2_000);
                    Statement statement =
                            PlanRun.rate(
                                    subscription(plan, List.of(), List.of(grant("wallet", money))),
                                    events(random),
                                    List.of(),
                                    NEXT);
                    BilledPeriod billed = statement.periods().getFirst();

                    assertThat(billed.paid()).isEqualTo(billed.exact().min(Rational.of(money)));
                    assertThat(statement.prepaid().getFirst().drawn()).isEqualTo(billed.paid());
                });
    }

    @Test
    void a_window_opens_with_the_first_use_and_the_next_with_the_first_after_it() {
        var limit =
                new Limit(
                        "5h",
                        Rational.of(10),
                        new Limit.Window.FirstUse(Duration.ofHours(5)),
                        false);
        Subscription subscription =
                subscription(
                        plan(
                                Optional.of(
                                        allowance(
                                                Rational.of(1_000),
                                                List.of(limit),
                                                new AtEnd.Block())),
                                Spend.ANY),
                        List.of(),
                        List.of());
        Statement statement =
                PlanRun.rate(
                        subscription,
                        List.of(
                                event("at 1", START.plus(Duration.ofHours(1)), Rational.of(8)),
                                event(
                                        "at 5:59",
                                        START.plus(Duration.ofMinutes(359)),
                                        Rational.of(8)),
                                event("at 6", START.plus(Duration.ofHours(6)), Rational.of(8)),
                                event("at 12", START.plus(Duration.ofHours(12)), Rational.of(12))),
                        List.of(),
                        NEXT);

        assertThat(statement.outcomes())
                .extracting(Outcome::covered)
                .containsExactly(Rational.of(8), Rational.of(2), Rational.of(8), Rational.of(10));
        assertThat(statement.limits().getFirst().window())
                .isEqualTo(
                        new Period(
                                START.plus(Duration.ofHours(12)),
                                START.plus(Duration.ofHours(17))));
    }

    @Test
    void usage_that_cannot_be_rated_is_refused_by_name() {
        Subscription subscription =
                subscription(plan(Optional.empty(), Spend.ANY), List.of(), List.of());
        UsageEvent good = event("a", START, Rational.ONE);
        UsageEvent unknown =
                new UsageEvent(
                        "b",
                        START,
                        "image",
                        Rational.ONE,
                        UsageEvent.Who.ANYBODY,
                        Optional.empty());

        assertThatThrownBy(() -> total(subscription, List.of(good, good)))
                .hasMessage("a: stands there twice");
        assertThatThrownBy(() -> total(subscription, List.of(unknown)))
                .hasMessage("b: no product of the plan plan prices image");
        assertThatThrownBy(() ->
                        total(subscription, List.of(event("c", START.minusNanos(1), Rational.ONE))))
                .hasMessage("c: is outside of the subscription");
        assertThatThrownBy(() -> total(subscription, List.of(event("d", NEXT, Rational.ONE))))
                .hasMessage("d: is after the end of the statement");
        assertThatThrownBy(() ->
                        PlanRun.rate(
                                subscription,
                                List.of(good),
                                List.of(new Correction("a", START, Rational.of(2))),
                                NEXT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> event("e", START, Rational.of(-1)))
                .hasMessageContaining("a quantity cannot be negative");
    }

    @Test
    void a_cheaper_plan_cannot_begin_within_a_period() {
        Plan dear = plan(Optional.empty(), Spend.ANY);
        Plan cheap =
                new Plan(
                        "cheap",
                        Rational.ONE,
                        Plan.Seats.NONE,
                        Optional.empty(),
                        List.of(TIERED),
                        Spend.ANY);
        Subscription start = subscription(dear, List.of(), List.of());

        assertThatThrownBy(() ->
                        new Subscription(
                                start.terms(),
                                List.of(
                                        start.phases().getFirst(),
                                        new Subscription.Phase(
                                                cheap,
                                                START.plusSeconds(1),
                                                Subscription.Start.AT_ONCE)),
                                List.of(),
                                List.of(),
                                Optional.empty()))
                .hasMessageContaining("can only start with the next period");
    }
}
