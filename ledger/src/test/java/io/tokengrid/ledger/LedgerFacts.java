package io.tokengrid.ledger;

import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.testing.Draw;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Facts at random, of every type, sensible or not.
final class LedgerFacts {
    private static final List<String> ZONES =
            List.of("UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "+05:45");

    private static final CurrencyCode UNIT = CurrencyCode.ofPlan("token");

    private final RandomGenerator random;
    private final long ids;

    /// @param ids how many organizations, keys, calls and so on there are: few, so that facts meet
    LedgerFacts(RandomGenerator random, long ids) {
        this.random = random;
        this.ids = ids;
    }

    LedgerFact any() {
        Instant at = Draw.instant(random);
        return switch (random.nextInt(26)) {
            case 0 -> placed(at);
            case 1 -> {
                Money charge = amount();
                Money extra = Draw.once(random, 2) ? Money.ZERO : amount();
                Money overrun = Draw.once(random, 2) ? Money.ZERO : amount();
                yield new LedgerFact.HoldPosted(
                        call(),
                        charge,
                        extra,
                        overrun,
                        tokens(),
                        cost(),
                        cost(),
                        draws(charge),
                        at);
            }
            case 2 -> new LedgerFact.HoldReleased(call(), random.nextBoolean(), cost(), at);
            case 3 -> {
                Money amount = amount().max(Money.ofAttos(1));
                Money repaid = Draw.once(random, 3) ? amount().min(amount) : Money.ZERO;
                yield new LedgerFact.ToppedUp(organization(), amount, repaid, text(), at);
            }
            case 4 -> adjusted(at);
            case 5 -> new LedgerFact.OrganizationOpened(organization(), text(), terms(), at);
            case 6 -> new LedgerFact.TermsChanged(organization(), terms(), at);
            case 7 ->
                    new LedgerFact.KeyIssued(
                            key(),
                            organization(),
                            new CostCentre(text(), text(), text()),
                            new Sha256(id(), 0, 0, 0),
                            limits(),
                            at);
            case 8 -> new LedgerFact.KeyChanged(key(), limits(), at);
            case 9 -> new LedgerFact.KeyRevoked(key(), at);
            case 10 -> {
                Money amount = amount();
                yield new LedgerFact.HoldGrown(call(), amount, tokens(), draws(amount), at);
            }
            case 11 -> new LedgerFact.RestPrepared(id(), image(), at);
            case 12 -> new LedgerFact.Rested(organization(), id(), at);
            case 13 -> new LedgerFact.Woken(image(), at);
            case 17 -> issued(at);
            case 14 -> new LedgerFact.Granted(organization(), id(), grant(), at);
            case 15 ->
                    new LedgerFact.GrantWithdrawn(
                            organization(), id(), kind(), amount(), text(), at);
            case 16 ->
                    new LedgerFact.GrantsLapsed(
                            organization(),
                            List.of(
                                    new LedgerFact.Lapse(
                                            id(),
                                            kind(),
                                            random.nextBoolean(),
                                            amount().max(Money.ofAttos(1)))),
                            at);
            case 18 -> costAdjusted(at);
            case 19 -> corrected(at);
            case 20 -> charged(at);
            case 21 ->
                    new LedgerFact.Subscribed(
                            organization(), id(), PlanSamples.any(random), at, text(), at);
            case 22 -> {
                Money fee = amount();
                Money included = Draw.once(random, 4) ? Money.ZERO : amount();
                yield new LedgerFact.PeriodOpened(
                        organization(),
                        id(),
                        new Period(at, at.plusSeconds(1 + random.nextInt(1_000_000))),
                        fee,
                        Draw.once(random, 2) ? Money.ZERO : amount().min(fee),
                        UNIT,
                        included.isZero() ? 0 : id(),
                        included,
                        at);
            }
            case 23 ->
                    new LedgerFact.SubscriptionEnded(
                            organization(), id(), at, random.nextBoolean(), at);
            case 24 ->
                    new LedgerFact.GrantsLapsed(
                            organization(),
                            UNIT,
                            List.of(
                                    new LedgerFact.Lapse(
                                            id(),
                                            kind(),
                                            random.nextBoolean(),
                                            amount().max(Money.ofAttos(1)))),
                            at);
            default -> budgets(at);
        };
    }

    private LedgerFact issued(Instant at) {
        var subject =
                random.nextBoolean()
                        ? new LedgerFact.Invoiced(at, at.plusSeconds(60), at.plusSeconds(3_600))
                        : new LedgerFact.Credit(
                                new DocumentName("INV-", id()), amount(), amount(), text());
        var entries =
                new LedgerFact.Entries(
                        amount(), amount().negated(), amount(), amount(), amount().negated());
        return new LedgerFact.DocumentIssued(
                organization(),
                new DocumentName("CN-", id()),
                subject,
                entries,
                amount(),
                Draw.hash(random),
                at);
    }

    private LedgerFact costAdjusted(Instant at) {
        boolean reversal = random.nextBoolean();
        Money amount = random.nextBoolean() ? amount() : amount().negated();
        LocalDate from = LocalDate.of(2026, 1, 1).plusDays(1 + id() % 1_000);
        var entry =
                new LedgerFact.CostEntry(
                        1 + random.nextInt(9),
                        random.nextInt(9),
                        random.nextBoolean() ? from : null,
                        text(),
                        amount);
        return new LedgerFact.CostAdjusted(
                text(),
                new CurrencyCode("CNY"),
                "rec-" + id(),
                reversal,
                from,
                from.plusDays(1 + id() % 1_000),
                Draw.hash(random),
                amount,
                amount(),
                reversal ? List.of() : List.of(entry),
                at);
    }

    private LedgerFact corrected(Instant at) {
        String provider = text();
        CallTotals before = totals(provider);
        CallTotals after = totals(provider);
        Money more = after.paid().minus(before.paid());
        Money part = Draw.once(random, 2) ? Money.ZERO : amount().min(more.abs());
        return new LedgerFact.ChargeCorrected(
                call(),
                organization(),
                reservations(),
                before,
                after,
                more.isNegative() ? part.negated() : part,
                at);
    }

    private LedgerFact charged(Instant at) {
        Money charge = amount();
        List<LedgerFact.Draw> draws = draws(charge);
        Money rest = charge.minus(Draws.total(draws));
        CallTotals totals = totals(text());
        return new LedgerFact.UsageCharged(
                call(),
                key(),
                reservations(),
                new CallTotals(charge, Money.ZERO, totals.tokens(), totals.cost()),
                draws,
                Draw.once(random, 2) ? Money.ZERO : amount().min(rest),
                at);
    }

    private CallTotals totals(String provider) {
        Money charge = amount();
        return new CallTotals(
                charge,
                Draw.once(random, 2) ? Money.ZERO : amount().min(charge),
                tokens(),
                Draw.once(random, 2) ? null : new LedgerFact.ProviderCost(provider, amount()));
    }

    private List<LedgerFact.Reservation> reservations() {
        return IntStream.range(0, random.nextInt(3))
                .mapToObj(_ -> new LedgerFact.Reservation(id(), Draw.instant(random)))
                .toList();
    }

    private AccountImage image() {
        var ledger = new Ledger();
        Instant at = Draw.instant(random);
        OrganizationId id = organization();
        ledger.apply(new LedgerFact.OrganizationOpened(id, text(), terms(), at));
        var prepared = ledger.decidePreparation(id, 1, Integer.MAX_VALUE, at);
        return java.util.Objects.requireNonNull(prepared).account();
    }

    private LedgerFact placed(Instant at) {
        List<LedgerFact.Reservation> reservations = reservations();
        LedgerFact.Claim claim =
                Draw.once(random, 2)
                        ? null
                        : new LedgerFact.Claim(text(), Draw.hash(random), Draw.instant(random));
        Money amount = amount();
        var plan =
                Draw.once(random, 3)
                        ? new LedgerFact.UnderPlan(
                                id(), UNIT, Draw.instant(random), random.nextBoolean())
                        : null;
        return new LedgerFact.HoldPlaced(
                call(), key(), amount, tokens(), reservations, claim, draws(amount), plan, at);
    }

    private List<LedgerFact.Draw> draws(Money most) {
        Money amount = Draw.once(random, 2) ? amount().min(most) : Money.ZERO;
        return amount.isZero() ? List.of() : List.of(new LedgerFact.Draw(id(), kind(), amount));
    }

    private Grant grant() {
        Money amount = amount().max(Money.ofAttos(1));
        GrantKind kind = kind();
        Instant starts = Draw.instant(random);
        return new Grant(
                text(),
                kind,
                amount,
                kind == GrantKind.PREPAID ? amount : Money.ZERO,
                random.nextInt(1_001),
                new Life(
                        starts,
                        Draw.once(random, 2)
                                ? Optional.empty()
                                : Optional.of(starts.plusSeconds(1 + random.nextInt(1_000)))),
                Draw.once(random, 2) ? Set.of() : Set.of(text()));
    }

    private GrantKind kind() {
        return Draw.one(random, List.of(GrantKind.values()));
    }

    private LedgerFact adjusted(Instant at) {
        Money amount = amount().max(Money.ofAttos(1));
        Money owed = Draw.once(random, 2) ? Money.ZERO : amount().min(amount);
        return random.nextBoolean()
                ? new LedgerFact.Adjusted(
                        organization(), amount, owed.negated(), text(), text(), at)
                : new LedgerFact.Adjusted(
                        organization(), amount.negated(), owed, text(), text(), at);
    }

    private LedgerFact budgets(Instant at) {
        String department = Draw.once(random, 2) ? null : text();
        String application = department == null || Draw.once(random, 2) ? null : text();
        String function = application == null || Draw.once(random, 2) ? null : text();
        var scope =
                department == null && random.nextBoolean()
                        ? BudgetScope.key(organization(), key())
                        : new BudgetScope(organization(), department, application, function, null);
        List<LedgerFact.NumberedBudget> budgets =
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(_ -> new LedgerFact.NumberedBudget(id(), budget()))
                        .toList();
        return new LedgerFact.BudgetsSet(scope, budgets, at);
    }

    private Budget budget() {
        BudgetPeriod per = Draw.one(random, List.of(BudgetPeriod.values()));
        return random.nextBoolean()
                ? new Budget(amount(), null, per, random.nextBoolean())
                : new Budget(null, tokens(), per, random.nextBoolean());
    }

    private Terms terms() {
        Billing billing = Draw.one(random, List.of(Billing.values()));
        return new Terms(
                new CurrencyCode(Draw.once(random, 4) ? "USD" : "CNY"),
                billing,
                billing == Billing.POSTPAID ? amount().min(Account.MOST) : Money.ZERO,
                billing == Billing.INTERNAL && random.nextBoolean(),
                ZoneId.of(Draw.one(random, ZONES)),
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(n -> "group-" + n)
                        .collect(Collectors.toSet()));
    }

    private KeyLimits limits() {
        return new KeyLimits(
                Draw.once(random, 2) ? null : Draw.instant(random),
                IntStream.range(0, random.nextInt(3)).mapToObj(_ -> text()).toList());
    }

    private LedgerFact.@Nullable ProviderCost cost() {
        return Draw.once(random, 2) ? null : new LedgerFact.ProviderCost(text(), amount());
    }

    private Money amount() {
        Money any = Draw.money(random);
        return any.isNegative() && any.compareTo(Account.MOST.negated()) > 0
                ? any.negated()
                : any.max(Money.ZERO);
    }

    private TokenCount tokens() {
        return new TokenCount(Draw.natural(random));
    }

    private OrganizationId organization() {
        return new OrganizationId(id());
    }

    private KeyId key() {
        return new KeyId(id());
    }

    private CallId call() {
        return new CallId(new Position(1, 1, id()));
    }

    private String text() {
        return ids < 100 ? "text " + random.nextLong(ids) : Draw.text(random, 20);
    }

    private long id() {
        return ids < 100 ? 1 + random.nextLong(ids) : Draw.positive(random);
    }
}
