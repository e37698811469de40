package io.tokengrid.ledger;

import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.testing.TestClock;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Plays bookkeeping that is written as text on a ledger, one step a line:
///
/// ```
/// now INSTANT
/// open ORG prepaid|postpaid|internal CURRENCY [limit=AMOUNT] [unlimited] [zone=ZONE]
/// terms ORG ... (as open)
/// key KEY ORG DEPARTMENT/APPLICATION/FUNCTION [expires=INSTANT] [models=A,B] [secret=WORD]
/// limits KEY [expires=INSTANT] [models=A,B]
/// revoke KEY
/// budgets SCOPE [AMOUNT/PERIOD | COUNTt/PERIOD][:soft]...   SCOPE: ORG[/D[/A[/F]]] or ORG#KEY
/// top-up ORG AMOUNT REFERENCE
/// adjust ORG AMOUNT REFERENCE
/// hold CALL KEY AMOUNT [tokens=N] [model=M] [currency=C] [claim=NAME:BODY]
/// grow CALL AMOUNT [tokens=N] [model=M]   by so much
/// post CALL AMOUNT [tokens=N] [model=M] [absorb] [cost=PROVIDER:AMOUNT] [beyond=PROVIDER:AMOUNT]
/// correct CALL CHARGE [tokens=N] [overrun=AMOUNT] [cost=PROVIDER:AMOUNT]   of a call that was posted
/// charge CALL KEY AMOUNT [used=INSTANT] [tokens=N] [model=M] [cost=PROVIDER:AMOUNT]   without a hold
/// release CALL [expired] [cost=PROVIDER:AMOUNT]
/// invoice ORG MONTH TOTAL [cut=INSTANT] [rounding=A] [tax=A | included=A]
/// credit ORG INVOICE OF-TOTAL AMOUNT REFERENCE [tax=A] [before=A]
/// grant ORG AMOUNT REFERENCE [paid=AMOUNT] [priority=N] [from=INSTANT] [until=INSTANT] [models=A,B]
/// withdraw ORG NUMBER
/// tick   what is due of grants lapses
/// balance ORG
/// totals ORG
/// grants ORG   those with anything left, held, expired or withdrawn
/// used SCOPE
/// account KIND ORG|PROVIDER|platform CURRENCY
/// ```
///
/// Every step has an outcome in words. A wish that contradicts the ledger is a `conflict`, one that
/// no ledger can meet is `invalid`.
///
/// Long because it is one notation, and a step more is a few lines more.
final class LedgerScript {
    private static final Duration CLAIM = Duration.ofHours(24);

    private final LedgerContract.Subject subject;
    private final TestClock clock = new TestClock(Instant.parse("2026-03-02T10:00:00Z"));
    private final Map<String, Long> numbers = new HashMap<>();
    private final Map<CallId, Settled> settled = new HashMap<>();

    /// A call as its last fact has it.
    private record Settled(
            OrganizationId organization,
            List<LedgerFact.Reservation> reservations,
            CallTotals totals) {}

    LedgerScript(LedgerContract.Subject subject) {
        this.subject = subject;
    }

    /// What became of a step.
    String play(Step step) {
        try {
            return switch (step.verb()) {
                case "now" -> {
                    clock.set(Instant.parse(step.word(0)));
                    yield "";
                }
                case "open" -> {
                    apply(
                            ledger().decideOpening(
                                            organization(step.word(0)),
                                            step.word(0),
                                            terms(step),
                                            now()));
                    yield "opened";
                }
                case "terms" -> {
                    apply(ledger().decideTerms(organization(step.word(0)), terms(step), now()));
                    yield "changed";
                }
                case "key" -> issue(step);
                case "limits" -> {
                    apply(ledger().decideKeyLimits(key(step.word(0)), limits(step), now()));
                    yield "changed";
                }
                case "revoke" ->
                        applied(ledger().decideRevocation(key(step.word(0)), now()), "revoked");
                case "budgets" -> {
                    List<Budget> budgets =
                            step.words().stream().skip(1).map(LedgerScript::budget).toList();
                    apply(ledger().decideBudgets(scope(step.word(0)), budgets, now()));
                    yield "set";
                }
                case "top-up" -> topUp(step);
                case "adjust" -> adjust(step);
                case "grant" -> grant(step);
                case "withdraw" -> withdraw(step);
                case "tick" -> tick();
                case "hold" -> hold(step);
                case "grow" -> grow(step);
                case "post" -> post(step);
                case "correct" -> correct(step);
                case "charge" -> charge(step);
                case "release" ->
                        applied(
                                ledger().decideRelease(
                                                call(step.word(0)),
                                                step.says("expired"),
                                                cost(step),
                                                now()),
                                "released");
                case "invoice" -> invoice(step);
                case "credit" -> credit(step);
                case "balance" -> balance(step.word(0));
                case "totals" -> totals(step.word(0));
                case "grants" -> grants(step.word(0));
                case "used" -> used(scope(step.word(0)));
                case "account" -> account(step);
                default -> throw new AssertionError("no step is called " + step.verb());
            };
        } catch (LedgerConflict e) {
            return "conflict";
        } catch (IllegalArgumentException e) {
            return "invalid";
        }
    }

    Ledger ledger() {
        return subject.ledger();
    }

    Instant now() {
        return clock.instant();
    }

    OrganizationId organization(String name) {
        return new OrganizationId(number(name));
    }

    KeyId key(String name) {
        return new KeyId(number("key " + name));
    }

    CallId call(String name) {
        return new CallId(new Position(1, 1, number("call " + name)));
    }

    private String issue(Step step) {
        String[] centre = step.word(2).split("/", -1);
        apply(
                ledger().decideKey(
                                key(step.word(0)),
                                organization(step.word(1)),
                                new CostCentre(centre[0], centre[1], centre[2]),
                                new Sha256(
                                        number("secret " + step.option("secret", step.word(0))),
                                        0,
                                        0,
                                        0),
                                limits(step),
                                now()));
        return "issued";
    }

    private String topUp(Step step) {
        var up =
                ledger().decideTopUp(
                                organization(step.word(0)),
                                Money.parse(step.word(1)),
                                step.word(2),
                                now());
        return applied(
                up, up == null ? "" : "received " + up.amount() + part(", repaid ", up.repaid()));
    }

    private String adjust(Step step) {
        var adjusted =
                ledger().decideAdjustment(
                                organization(step.word(0)),
                                Money.parse(step.word(1)),
                                "because",
                                step.word(2),
                                now());
        return applied(
                adjusted,
                adjusted == null
                        ? ""
                        : "adjusted "
                                + adjusted.amount()
                                + part(", repaid ", adjusted.owed().negated().max(Money.ZERO))
                                + part(", owed ", adjusted.owed().max(Money.ZERO)));
    }

    private String hold(Step step) {
        var request =
                new HoldRequest(
                        key(step.word(1)),
                        step.option("model", "qwen-plus"),
                        new CurrencyCode(step.option("currency", "CNY")),
                        Money.parse(step.word(2)),
                        new TokenCount(step.tokens()),
                        claim(step));
        return switch (ledger().decideHold(request, call(step.word(0)), now())) {
            case HoldOutcome.Placed placed ->
                    applied(placed.fact(), "held" + drawn(placed.fact().draws()));
            case HoldOutcome.Refused refused -> "refused " + refused.reason();
            case HoldOutcome.InProgress same -> "in progress " + name(same.call());
            case HoldOutcome.AlreadyCharged same ->
                    "charged before " + name(same.call()) + " " + same.charge();
            case HoldOutcome.Mismatch other -> "mismatch " + name(other.call());
        };
    }

    private String grow(Step step) {
        var outcome =
                ledger().decideGrowth(
                                call(step.word(0)),
                                step.option("model", "qwen-plus"),
                                Money.parse(step.word(1)),
                                new TokenCount(step.tokens()),
                                now());
        return switch (outcome) {
            case null -> "nothing";
            case GrowthOutcome.Grown(LedgerFact.HoldGrown fact) ->
                    applied(fact, "holds " + fact.amount() + drawn(fact.draws()));
            case GrowthOutcome.Refused refused -> "refused " + refused.reason();
        };
    }

    private String post(Step step) {
        LedgerFact.HoldPlaced hold = ledger().hold(call(step.word(0)));
        OverrunPolicy policy = step.says("absorb") ? OverrunPolicy.ABSORB : OverrunPolicy.CHARGE;
        var posted =
                ledger().decidePost(
                                call(step.word(0)),
                                step.option("model", "qwen-plus"),
                                Money.parse(step.word(1)),
                                new TokenCount(step.tokens()),
                                cost(step),
                                cost(step.option("beyond")),
                                policy,
                                now());
        if (posted != null && hold != null) {
            settled.put(
                    posted.call(),
                    new Settled(
                            Objects.requireNonNull(ledger().key(hold.key())).organization(),
                            hold.reservations(),
                            new CallTotals(
                                    posted.charge(),
                                    posted.overrun(),
                                    posted.tokens(),
                                    posted.cost())));
        }
        return applied(
                posted,
                posted == null
                        ? ""
                        : "charged "
                                + posted.charge()
                                + part(", extra ", posted.extra())
                                + part(", overrun ", posted.overrun())
                                + drawn(posted.draws()));
    }

    private String grant(Step step) {
        String paid = step.option("paid");
        String until = step.option("until");
        String models = step.option("models");
        var life =
                new Life(
                        Instant.parse(step.option("from", now().toString())),
                        until == null ? Optional.empty() : Optional.of(Instant.parse(until)));
        var grant =
                new Grant(
                        step.word(2),
                        paid == null ? GrantKind.PROMOTIONAL : GrantKind.PREPAID,
                        Money.parse(step.word(1)),
                        Money.parse(step.option("paid", "0")),
                        Integer.parseInt(step.option("priority", "100")),
                        life,
                        models == null ? Set.of() : Set.of(models.split(",", -1)));
        var granted = ledger().decideGrant(organization(step.word(0)), grant, now());
        return applied(granted, granted == null ? "" : "granted " + granted.number());
    }

    private String withdraw(Step step) {
        var withdrawn =
                ledger().decideWithdrawal(
                                organization(step.word(0)),
                                Long.parseLong(step.word(1)),
                                "because",
                                now());
        return applied(withdrawn, withdrawn == null ? "" : "withdrawn " + withdrawn.amount());
    }

    private String tick() {
        var lapsed = new ArrayList<String>();
        for (LedgerFact.GrantsLapsed due = ledger().decideLapses(now());
                due != null;
                due = ledger().decideLapses(now())) {
            String name = Objects.requireNonNull(view(due.organization())).name();
            for (LedgerFact.Lapse lapse : due.lapses()) {
                lapsed.add(name + " " + lapse.grant() + " " + lapse.amount());
            }
            apply(due);
        }
        Collections.sort(lapsed);
        return String.join(", ", lapsed);
    }

    private @Nullable OrganizationView view(OrganizationId id) {
        return ledger().organization(id, now());
    }

    private static String drawn(List<LedgerFact.Draw> draws) {
        return draws.stream()
                .map(draw -> ", grant " + draw.grant() + " " + draw.amount())
                .collect(Collectors.joining());
    }

    private String totals(String name) {
        OrganizationView view = view(organization(name));
        return view == null
                ? "unknown"
                : "granted "
                        + view.grants().granted()
                        + " withdrawn "
                        + view.grants().withdrawn()
                        + part(" expired ", view.grants().expired())
                        + part(" upcoming ", view.grants().upcoming());
    }

    private String grants(String name) {
        return ledger().grants(organization(name), now()).stream()
                .map(grant ->
                        grant.number()
                                + part(" left ", grant.left())
                                + part(" held ", grant.held())
                                + part(" drawn ", grant.drawn())
                                + part(" expired ", grant.expired())
                                + part(" withdrawn ", grant.withdrawn()))
                .collect(Collectors.joining("; "));
    }

    private String invoice(Step step) {
        var month = YearMonth.parse(step.word(1));
        Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant cut = Instant.parse(step.option("cut", to.toString()));
        Money tax = Money.parse(step.option("tax", "0"));
        var entries =
                new LedgerFact.Entries(
                        Money.parse(step.word(2)),
                        Money.ZERO,
                        Money.parse(step.option("rounding", "0")),
                        tax,
                        Money.parse(step.option("included", "0")));
        var digest = new Sha256(1, entries.hashCode(), from.hashCode(), cut.hashCode());
        return issued(
                ledger().decideDocument(
                                organization(step.word(0)),
                                "INV-",
                                new LedgerFact.Invoiced(from, to, cut),
                                entries,
                                digest,
                                now()));
    }

    private String credit(Step step) {
        String[] of = step.word(1).split("-", -1);
        var invoice = new DocumentName(of[0] + "-", Long.parseLong(of[1]));
        OrganizationId id = organization(step.word(0));
        Money amount = Money.parse(step.word(3));
        Money tax = Money.parse(step.option("tax", "0"));
        Money before = ledger().credited(id, invoice);
        var credit =
                new LedgerFact.Credit(
                        invoice,
                        Money.parse(step.word(2)),
                        Money.parse(step.option("before", before.toString())),
                        step.word(4));
        var entries =
                new LedgerFact.Entries(
                        amount.negated(),
                        amount.minus(tax).negated(),
                        Money.ZERO,
                        tax.negated(),
                        Money.ZERO);
        var digest = new Sha256(2, 0, 0, 0);
        return issued(ledger().decideDocument(id, "CN-", credit, entries, digest, now()));
    }

    private String issued(LedgerFact.@Nullable DocumentIssued issued) {
        return applied(
                issued,
                issued == null
                        ? ""
                        : "issued "
                                + issued.name()
                                + part(", owed ", issued.owed().max(Money.ZERO))
                                + part(", repaid ", issued.owed().negated().max(Money.ZERO)));
    }

    private String correct(Step step) {
        CallId call = call(step.word(0));
        Settled before = settled.get(call);
        if (before == null) {
            return "nothing";
        }
        var after =
                new CallTotals(
                        Money.parse(step.word(1)),
                        Money.parse(step.option("overrun", "0")),
                        new TokenCount(step.tokens()),
                        cost(step));
        var corrected =
                ledger().decideCorrection(
                                call,
                                before.organization(),
                                before.reservations(),
                                before.totals(),
                                after,
                                now());
        settled.put(call, new Settled(before.organization(), before.reservations(), after));
        return applied(
                corrected,
                (corrected.more().isNegative() ? "returned " : "charged ")
                        + corrected.more().abs()
                        + part(", repaid ", corrected.owed().negated().max(Money.ZERO))
                        + part(", owed ", corrected.owed().max(Money.ZERO)));
    }

    private String charge(Step step) {
        KeyId key = key(step.word(1));
        String used = step.option("used");
        var charged =
                ledger().decideUsage(
                                call(step.word(0)),
                                key,
                                step.option("model", "qwen-plus"),
                                new CallTotals(
                                        Money.parse(step.word(2)),
                                        Money.ZERO,
                                        new TokenCount(step.tokens()),
                                        cost(step)),
                                used == null ? now() : Instant.parse(used),
                                now());
        settled.put(
                charged.call(),
                new Settled(
                        Objects.requireNonNull(ledger().key(key)).organization(),
                        charged.reservations(),
                        charged.totals()));
        return applied(
                charged,
                "charged "
                        + charged.totals().charge()
                        + drawn(charged.draws())
                        + part(", owed ", charged.owed()));
    }

    private String balance(String name) {
        OrganizationView view = ledger().organization(organization(name), now());
        return view == null
                ? "unknown"
                : "available "
                        + view.available()
                        + " held "
                        + view.held()
                        + " spent "
                        + view.spent()
                        + part(" owed ", view.owed());
    }

    private String used(BudgetScope scope) {
        return ledger().budgets(scope.organization(), now()).stream()
                .filter(view -> view.scope().equals(scope))
                .map(LedgerScript::used)
                .collect(Collectors.joining("; "));
    }

    private static String used(BudgetView view) {
        Budget budget = view.budget();
        String period = "/" + budget.per().key();
        String held = budget.amount() == null ? view.tokensHeld() + "t" : view.held().toString();
        return (budget.amount() == null
                        ? view.tokensSpent() + "t of " + budget.tokens() + "t" + period
                        : view.spent() + " of " + budget.amount() + period)
                + (held.equals("0t") || held.equals("0.00") ? "" : " held " + held);
    }

    private String account(Step step) {
        AccountKind kind = AccountKind.ofKey(step.word(0));
        String owner = step.word(1);
        String id = numbers.containsKey(owner) ? organization(owner).toString() : owner;
        return ledger().trialBalance().lines().stream()
                .filter(line -> line.account().kind() == kind)
                .filter(line -> line.account().owner().equals(id))
                .filter(line -> line.account().currency().code().equals(step.word(2)))
                .map(line -> line.balance().toString())
                .collect(Collectors.joining());
    }

    private void apply(LedgerFact fact) {
        subject.apply(fact);
    }

    private String applied(@Nullable LedgerFact fact, String outcome) {
        if (fact == null) {
            return "nothing";
        }
        apply(fact);
        return outcome;
    }

    private static Terms terms(Step step) {
        return new Terms(
                new CurrencyCode(step.word(2)),
                Billing.valueOf(step.word(1).toUpperCase(Locale.ROOT)),
                Money.parse(step.option("limit", "0")),
                step.says("unlimited"),
                ZoneId.of(step.option("zone", "UTC")));
    }

    private static KeyLimits limits(Step step) {
        String expires = step.option("expires");
        String models = step.option("models");
        return new KeyLimits(
                expires == null ? null : Instant.parse(expires),
                models == null ? List.of() : List.of(models.split(",", -1)));
    }

    private BudgetScope scope(String text) {
        int hash = text.indexOf('#');
        if (hash > 0) {
            return BudgetScope.key(
                    organization(text.substring(0, hash)), key(text.substring(hash + 1)));
        }
        var parts = new ArrayList<@Nullable String>(List.of(text.split("/", -1)));
        while (parts.size() < 4) {
            parts.add(null);
        }
        String organization = Objects.requireNonNull(parts.getFirst());
        return new BudgetScope(
                organization(organization), parts.get(1), parts.get(2), parts.get(3), null);
    }

    private static Budget budget(String text) {
        boolean soft = text.endsWith(":soft");
        String[] parts = text.replace(":soft", "").split("/", -1);
        BudgetPeriod per = BudgetPeriod.valueOf(parts[1].toUpperCase(Locale.ROOT));
        return parts[0].endsWith("t")
                ? new Budget(
                        null,
                        new TokenCount(
                                Long.parseLong(parts[0].substring(0, parts[0].length() - 1))),
                        per,
                        !soft)
                : new Budget(Money.parse(parts[0]), null, per, !soft);
    }

    private LedgerFact.@Nullable Claim claim(Step step) {
        String claim = step.option("claim");
        if (claim == null) {
            return null;
        }
        String[] parts = claim.split(":", -1);
        var body = new Sha256(0, number("body " + parts[1]), 0, 0);
        return new LedgerFact.Claim(parts[0], body, now().plus(CLAIM));
    }

    private static LedgerFact.@Nullable ProviderCost cost(Step step) {
        return cost(step.option("cost"));
    }

    private static LedgerFact.@Nullable ProviderCost cost(@Nullable String cost) {
        if (cost == null) {
            return null;
        }
        String[] parts = cost.split(":", -1);
        return new LedgerFact.ProviderCost(parts[0], Money.parse(parts[1]));
    }

    private static String part(String label, Money amount) {
        return amount.isZero() ? "" : label + amount;
    }

    private long number(String name) {
        return numbers.computeIfAbsent(name, _ -> numbers.size() + 1L);
    }

    private String name(CallId call) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("call "))
                .filter(entry -> entry.getValue() == call.admitted().sequence())
                .map(entry -> entry.getKey().substring("call ".length()))
                .collect(Collectors.joining());
    }
}
