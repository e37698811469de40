package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Adjusted;
import io.tokengrid.ledger.LedgerFact.BudgetsSet;
import io.tokengrid.ledger.LedgerFact.ChargeCorrected;
import io.tokengrid.ledger.LedgerFact.CostAdjusted;
import io.tokengrid.ledger.LedgerFact.DocumentIssued;
import io.tokengrid.ledger.LedgerFact.GrantWithdrawn;
import io.tokengrid.ledger.LedgerFact.Granted;
import io.tokengrid.ledger.LedgerFact.GrantsLapsed;
import io.tokengrid.ledger.LedgerFact.HoldGrown;
import io.tokengrid.ledger.LedgerFact.HoldPlaced;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.ledger.LedgerFact.HoldReleased;
import io.tokengrid.ledger.LedgerFact.KeyChanged;
import io.tokengrid.ledger.LedgerFact.KeyIssued;
import io.tokengrid.ledger.LedgerFact.KeyRevoked;
import io.tokengrid.ledger.LedgerFact.NumberedBudget;
import io.tokengrid.ledger.LedgerFact.OrganizationOpened;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.LedgerFact.RestPrepared;
import io.tokengrid.ledger.LedgerFact.Rested;
import io.tokengrid.ledger.LedgerFact.TermsChanged;
import io.tokengrid.ledger.LedgerFact.ToppedUp;
import io.tokengrid.ledger.LedgerFact.UsageCharged;
import io.tokengrid.ledger.LedgerFact.Woken;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rational;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The double-entry ledger of a node: organizations, keys, budgets, holds and all accounts.
///
/// The `decide...` methods answer what may happen and change nothing; [#apply] makes a fact happen
/// and refuses nothing. Money moves only between accounts, so debits equal credits in each
/// currency; a hold ends once; no hold takes a wallet below its floor or a hard budget above its
/// limit.
///
/// Long because all decisions are about one state and stand beside the one method that changes it.
///
/// Not thread-safe: a node enters it through one critical section (exactness C1). Deterministic: no
/// clock, no randomness, no I/O. Amounts beyond what accounts can take are refused before anything
/// changes.
public final class Ledger {
    private static final int MAX_CLAIMS = 1_000_000;

    final Accounts accounts = new Accounts();
    final Map<OrganizationId, Organization> organizations = new HashMap<>();
    final Map<KeyId, Key> keys = new HashMap<>();
    final Map<Long, BudgetCounter> counters = new HashMap<>();
    final Map<CallId, Hold> holds = new HashMap<>();
    final Claims claims = new Claims(MAX_CLAIMS);
    final Map<Sha256, Key> secrets = new HashMap<>();
    final Resting resting = new Resting();

    /// The providers' bills that stand, by the names of their adjustments.
    final Map<String, ProviderBill> bills = new TreeMap<>();

    /// The last number of each series of documents.
    final Map<String, Long> series = new TreeMap<>();

    final Expiries expiries = new Expiries();
    final Renewals renewals = new Renewals();
    long lastBudget;

    // Decisions about calls

    /// Whether a call may hold money. `call` is the position that the fact will have.
    public HoldOutcome decideHold(HoldRequest request, CallId call, Instant now) {
        Key key = keys.get(request.key());
        if (key == null) {
            return new HoldOutcome.Refused(Refusal.KEY_UNKNOWN, "The API key is not known.");
        }
        HoldOutcome obstacle = HoldRules.obstacle(key, request, claims, now);
        return obstacle != null
                ? obstacle
                : new HoldOutcome.Placed(
                        new HoldPlaced(
                                call,
                                key.id,
                                request.amount(),
                                request.tokens(),
                                HoldRules.reservations(key, now),
                                request.claim(),
                                key.organization
                                        .purse(request.covered() ? request.currency() : null)
                                        .draws(request.amount(), request.model(), now),
                                request.plan(),
                                now));
    }

    /// Whether an open call may hold more (exactness B7); null if it holds nothing (any more) or
    /// `amount` and `tokens` are nothing. Throws [IllegalArgumentException] for less than nothing
    /// or tokens beyond counting.
    ///
    /// @param model what it calls, for grants that are not for all models
    public @Nullable GrowthOutcome decideGrowth(
            CallId call, String model, Money amount, TokenCount tokens, Instant now) {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("no hold grows by less than nothing: " + amount);
        }
        Hold hold = holds.get(call);
        if (hold == null || (amount.isZero() && tokens.isZero())) {
            return null;
        }
        HoldPlaced placed = hold.placed();
        if (tokens.value() > Long.MAX_VALUE - placed.tokens().value()) {
            throw new IllegalArgumentException("a hold of more tokens than can be counted");
        }
        GrowthOutcome.Refused refused = HoldRules.noGrowth(hold, model, amount, tokens, now);
        return refused != null
                ? refused
                : new GrowthOutcome.Grown(
                        new HoldGrown(
                                call,
                                placed.amount().plus(amount),
                                placed.tokens().plus(tokens),
                                Draws.plus(placed.draws(), hold.purse().draws(amount, model, now)),
                                now));
    }

    /// How an open hold ends with a charge; null if the call holds nothing (any more). Throws
    /// [ArithmeticException] if accounts cannot take the part above the hold or the cost.
    ///
    /// @param model what it called, for grants that are not for all models
    public @Nullable HoldPosted decidePost(
            CallId call,
            String model,
            Money charge,
            TokenCount tokens,
            @Nullable ProviderCost cost,
            OverrunPolicy policy,
            Instant now) {
        return decidePost(call, model, charge, tokens, cost, null, policy, now);
    }

    /// The same with what the provider probably wants beyond what is charged.
    public @Nullable HoldPosted decidePost(
            CallId call,
            String model,
            Money charge,
            TokenCount tokens,
            @Nullable ProviderCost cost,
            @Nullable ProviderCost beyond,
            OverrunPolicy policy,
            Instant now) {
        Hold hold = holds.get(call);
        if (hold == null) {
            return null;
        }
        Money held = hold.placed().amount();
        Money excess = charge.minus(held).max(Money.ZERO);
        Money extra = Money.ZERO;
        List<LedgerFact.Draw> draws = hold.placed().draws();
        if (!draws.isEmpty() && excess.isZero()) {
            draws = Draws.first(charge, draws);
        }
        if (policy == OverrunPolicy.CHARGE && excess.isPositive()) {
            extra = bearable(hold, model, excess, now);
            draws = Draws.plus(draws, hold.purse().draws(extra, model, now));
        }
        var posted =
                new HoldPosted(
                        call, charge, extra, excess.minus(extra), tokens, cost, beyond, draws, now);
        requireRoom(FactRules.hasRoom(this, hold, posted));
        return posted;
    }

    /// As much of `excess` as grants, the wallet and every hard budget of money can bear.
    private static Money bearable(Hold hold, String model, Money excess, Instant now) {
        if (hold.placed().unit() != null) {
            return excess.min(hold.purse().existingGrants().usable(model, now));
        }
        Money bearable = excess;
        Money wallet = hold.organization().bearable();
        if (wallet != null) {
            Money need = hold.organization().needOf(excess, model, now);
            bearable = bearable.minus(need).plus(need.min(wallet));
        }
        LedgerFact.UnderPlan plan = hold.placed().plan();
        SubscriptionState subscription = hold.subscription();
        if (plan != null && subscription != null) {
            Money cap = subscription.beyondHold(plan);
            bearable = cap == null ? bearable : bearable.min(cap);
        }
        for (Hold.Share share : hold.shares()) {
            Money budget = share.counter().beyondHold(share.period());
            if (budget != null) {
                bearable = bearable.min(budget);
            }
        }
        return bearable;
    }

    /// How an open hold ends without a charge; null if the call holds nothing (any more). Throws
    /// [ArithmeticException] if accounts cannot take the estimate.
    public @Nullable HoldReleased decideRelease(
            CallId call, boolean expired, @Nullable ProviderCost estimated, Instant now) {
        Hold hold = holds.get(call);
        if (hold == null) {
            return null;
        }
        var released = new HoldReleased(call, expired, estimated, now);
        requireRoom(FactRules.hasRoom(this, hold, released));
        return released;
    }

    // Decisions about customers

    /// A new customer. Throws [LedgerConflict] if the id is taken.
    public OrganizationOpened decideOpening(
            OrganizationId id, String name, Terms terms, Instant now) {
        if (organizations.containsKey(id)) {
            throw new LedgerConflict("organization " + id + " exists already");
        }
        return new OrganizationOpened(id, name, terms, now);
    }

    /// A new key. Throws [LedgerConflict] if the organization is not known or the id or secret is
    /// taken.
    public KeyIssued decideKey(
            KeyId id,
            OrganizationId organization,
            CostCentre costCentre,
            Sha256 secret,
            KeyLimits limits,
            Instant now) {
        existing(organization);
        if (keys.containsKey(id) || secrets.containsKey(secret)) {
            throw new LedgerConflict("key " + id + " or its secret exists already");
        }
        return new KeyIssued(id, organization, costCentre, secret, limits, now);
    }

    /// Money for an organization, first for what it owes. Null if the reference was used for the
    /// same amount before. Throws [LedgerConflict] if it was used for another one or the
    /// organization is not known, [IllegalArgumentException] for an amount that is not positive or
    /// more than its accounts can take.
    public @Nullable ToppedUp decideTopUp(
            OrganizationId id, Money amount, String reference, Instant now) {
        Organization organization = existing(id);
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("'amount' must be more than zero");
        }
        if (repeated(organization, reference, amount)) {
            return null;
        }
        requireRoom(organization, AccountKind.CASH, amount);
        return new ToppedUp(id, amount, organization.owed().min(amount), reference, now);
    }

    /// A refund (positive) or correction (negative). Null and errors as for a top-up. What the
    /// wallet cannot bear is owed (exactness F4), and a refund pays that first.
    public @Nullable Adjusted decideAdjustment(
            OrganizationId id, Money amount, String reason, String reference, Instant now) {
        Organization organization = existing(id);
        if (amount.isZero()) {
            throw new IllegalArgumentException("'amount' cannot be zero");
        }
        if (repeated(organization, reference, amount)) {
            return null;
        }
        requireRoom(
                organization,
                AccountKind.ADJUSTMENTS,
                amount.isNegative() ? amount.negated() : amount);
        Money bearable = organization.bearable();
        Money owed = Money.ZERO;
        if (amount.isPositive()) {
            owed = organization.owed().min(amount).negated();
        } else if (bearable != null) {
            owed = amount.negated().minus(bearable).max(Money.ZERO);
        }
        return new Adjusted(id, amount, owed, reason, reference, now);
    }

    /// Money given to an organization ahead of its use. Null if the same was granted before. Throws
    /// [LedgerConflict] if the reference was used for anything else, the organization is not known
    /// or has 50 grants with something left, [IllegalArgumentException] for a grant that has
    /// expired or more than its accounts can take.
    public @Nullable Granted decideGrant(OrganizationId id, Grant grant, Instant now) {
        Organization organization = existing(id);
        Grants own = organization.grants;
        GrantState before = own == null ? null : own.byReference(grant.reference());
        if (before != null && before.grant.equals(grant)) {
            return null;
        }
        if (before != null || organization.references.containsKey(grant.reference())) {
            throw used(grant.reference());
        }
        if (grant.kind() == GrantKind.INCLUDED) {
            throw new IllegalArgumentException("only a period of a plan includes something");
        }
        if (grant.life().isOver(now)) {
            throw new IllegalArgumentException("'expires' has passed");
        }
        if (own != null && own.open().size() >= Grants.MOST_OPEN) {
            throw new LedgerConflict(
                    id + " has " + Grants.MOST_OPEN + " grants with something left already");
        }
        requireRoom(organization, AccountKind.CASH, grant.amount());
        requireRoom(organization, AccountKind.PROMOTIONS, grant.amount());
        return new Granted(id, own == null ? 1 : own.all().size() + 1, grant, now);
    }

    /// The end of a grant before its time; null if there is nothing to take back: it was withdrawn
    /// before, has expired or is used up. Throws [LedgerConflict] if the organization or the grant
    /// is not known.
    public @Nullable GrantWithdrawn decideWithdrawal(
            OrganizationId id, long number, String reason, Instant now) {
        Grants own = existing(id).grants;
        GrantState state = own == null ? null : own.find(number);
        if (state == null) {
            throw new LedgerConflict("there is no grant " + number + " of " + id);
        }
        return state.isOver(now) || !state.isOpen()
                ? null
                : new GrantWithdrawn(id, number, state.grant.kind(), state.left(), reason, now);
    }

    /// What is to go away of grants whose life is over: of one organization, the longest due first;
    /// null if nothing is due. No hold ever waits for it, since what is over is not drawn.
    public @Nullable GrantsLapsed decideLapses(Instant now) {
        for (OrganizationId next = expiries.next(now); next != null; next = expiries.next(now)) {
            Organization organization = organizations.get(next);
            List<Grants> all = organization == null ? List.of() : Expiries.all(organization);
            for (Grants own : all) {
                List<LedgerFact.Lapse> lapses = own.lapses(now);
                if (!lapses.isEmpty()) {
                    CurrencyCode unit = own.currency.isOfPlan() ? own.currency : null;
                    return new GrantsLapsed(next, unit, lapses, now);
                }
            }
            expiries.skip();
        }
        return null;
    }

    // Decisions about plans

    /// A subscription to a plan. Null if the same was subscribed to before. Throws [LedgerConflict]
    /// if the reference was used for anything else, the organization is not known or has a plan at
    /// that time, the plan is paid in another currency or the wallet cannot bear its first fee;
    /// [IllegalArgumentException] for a subscription that began before now.
    ///
    /// @param from when it begins
    public LedgerFact.@Nullable Subscribed decideSubscription(
            OrganizationId id, PlanTerms terms, Instant from, String reference, Instant now) {
        Organization organization = existing(id);
        Subscriptions own = organization.subscriptions;
        if (own != null) {
            for (SubscriptionState before : own.all()) {
                if (before.reference.equals(reference)) {
                    if (before.terms.name().equals(terms.name())) {
                        return null;
                    }
                    throw used(reference);
                }
            }
        }
        if (GrantRules.isUsed(organization, reference)) {
            throw used(reference);
        }
        if (from.isBefore(now)) {
            throw new IllegalArgumentException("'from' has passed");
        }
        Money fee = terms.fee(terms.share(terms.period(from, from)));
        Money bearable = organization.bearable();
        if (!from.isAfter(now) && bearable != null && bearable.compareTo(fee) < 0) {
            throw new LedgerConflict(
                    "the wallet has %s, the fee is %s %s"
                            .formatted(organization.wallet.balance(), fee, terms.currency()));
        }
        var subscribed =
                new LedgerFact.Subscribed(
                        id, own == null ? 1 : own.all().size() + 1, terms, from, reference, now);
        conflict(SubscriptionRules.against(this, subscribed));
        return subscribed;
    }

    /// The end of a subscription: with the period that it is in, or at once if it has not begun.
    /// Null if it has an end already. Throws [LedgerConflict] if there is none of that number.
    public LedgerFact.@Nullable SubscriptionEnded decideSubscriptionEnd(
            OrganizationId id, long number, Instant now) {
        SubscriptionState state = SubscriptionRules.find(existing(id), number);
        if (state == null) {
            throw new LedgerConflict("there is no subscription " + number + " of " + id);
        }
        Period period = state.period;
        return state.ends != null
                ? null
                : new LedgerFact.SubscriptionEnded(
                        id, number, period == null ? state.from : period.end(), false, now);
    }

    /// Whose period is to begin first; null if none is by now.
    public @Nullable OrganizationId renewalDue(Instant now) {
        return renewals.next(now);
    }

    /// The next period of an organization's subscription, if it is to begin by now; the end of the
    /// subscription if the fee of the period before is still owed; null if nothing is due. What
    /// begins, and when, follows from the instants of the subscription alone.
    public @Nullable LedgerFact decideRenewal(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        Subscriptions own = organization == null ? null : organization.subscriptions;
        SubscriptionState next = own == null ? null : own.next();
        if (organization == null || next == null || next.existingDue().isAfter(now)) {
            return null;
        }
        Instant due = next.existingDue();
        if (next.period != null && organization.owed().isPositive()) {
            return new LedgerFact.SubscriptionEnded(id, next.number, due, true, now);
        }
        PlanTerms terms = next.terms;
        Period period = terms.period(next.from, due);
        Rational share = terms.share(period);
        Money fee = terms.fee(share);
        Money included = terms.included(share);
        Money bearable = organization.bearable();
        Grants granted = GrantRules.grants(organization, terms.unit());
        var opened =
                new LedgerFact.PeriodOpened(
                        id,
                        next.number,
                        period,
                        fee,
                        bearable == null ? Money.ZERO : fee.minus(bearable).max(Money.ZERO),
                        terms.unit(),
                        included.isZero() || granted == null ? 0 : granted.all().size() + 1,
                        included,
                        now);
        // Accounts that can take no more end it, so that no admission ever waits for room.
        return SubscriptionRules.hasRoom(this, organization, opened)
                ? opened
                : new LedgerFact.SubscriptionEnded(id, next.number, due, true, now);
    }

    /// The plan that speaks of a call of a key; null if none does.
    public @Nullable PlanCover cover(KeyId id, String model, Instant now) {
        Key key = keys.get(id);
        Subscriptions own = key == null ? null : key.organization.subscriptions;
        SubscriptionState state = own == null ? null : own.current(now);
        Period period = state == null ? null : state.period;
        if (state == null || period == null) {
            return null;
        }
        PlanTerms terms = state.terms;
        PriceList weights = state.weights(model, now);
        return weights == null
                ? null
                : new PlanCover(
                        new LedgerFact.UnderPlan(state.number, terms.unit(), period.start(), false),
                        terms,
                        weights);
    }

    /// The subscriptions of an organization, the first one first.
    public List<SubscriptionView> subscriptions(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        Subscriptions own = organization == null ? null : organization.subscriptions;
        if (organization == null || own == null) {
            return List.of();
        }
        var views = new ArrayList<SubscriptionView>();
        for (SubscriptionState state : own.all()) {
            Purse purse = organization.purse(state.terms.unit());
            GrantState grant = purse.existingGrants().find(state.grant);
            views.add(state.view(grant == null ? null : grant.view(now)));
        }
        return views;
    }

    /// Another charge for a settled call. What the wallet cannot bear is owed (exactness F4), and
    /// what the customer gets back pays that first. Throws [LedgerConflict] if the organization is
    /// not known, [ArithmeticException] if accounts cannot take the difference.
    public ChargeCorrected decideCorrection(
            CallId call,
            OrganizationId id,
            List<LedgerFact.Reservation> reservations,
            CallTotals before,
            CallTotals after,
            Instant now) {
        Organization organization = existing(id);
        Money more = after.paid().minus(before.paid());
        Money bearable = organization.bearable();
        Money owed = Money.ZERO;
        if (more.isNegative()) {
            owed = organization.owed().min(more.negated()).negated();
        } else if (bearable != null) {
            owed = more.minus(bearable).max(Money.ZERO);
        }
        var corrected = new ChargeCorrected(call, id, reservations, before, after, owed, now);
        requireRoom(FactRules.hasRoom(this, organization, corrected));
        return corrected;
    }

    /// Usage that nothing was held for. It happened, so it is charged whatever is left: what
    /// neither grants nor the wallet can bear is owed (exactness F4), and counts in budgets beyond
    /// their limits. Throws [LedgerConflict] if the key is not known, [ArithmeticException] if
    /// accounts cannot take it.
    ///
    /// @param call the position that the fact will have
    /// @param model what was used, for grants that are not for all models
    /// @param totals without an overrun
    /// @param used when; what was used before the present period of a budget began counts in none
    public UsageCharged decideUsage(
            CallId call, KeyId key, String model, CallTotals totals, Instant used, Instant now) {
        Key of = existingKey(key);
        Organization organization = of.organization;
        List<LedgerFact.Draw> draws = organization.purse(null).draws(totals.charge(), model, now);
        Money rest = totals.charge().minus(Draws.total(draws));
        Money bearable = organization.bearable();
        var charged =
                new UsageCharged(
                        call,
                        key,
                        HoldRules.reservations(of, used, now),
                        totals,
                        draws,
                        bearable == null ? Money.ZERO : rest.minus(bearable).max(Money.ZERO),
                        now);
        requireRoom(FactRules.hasRoom(this, organization, charged));
        return charged;
    }

    /// Other terms for an organization. Throws [LedgerConflict] if it is not known or the currency
    /// differs.
    public TermsChanged decideTerms(OrganizationId id, Terms terms, Instant now) {
        if (!existing(id).terms.currency().equals(terms.currency())) {
            throw new LedgerConflict("an organization's currency cannot change");
        }
        return new TermsChanged(id, terms, now);
    }

    /// The budgets of a scope, in place of those it has; what an equal kind of budget has counted
    /// in its period goes on. Throws [LedgerConflict] if the organization is not known or the key
    /// is not one of its keys.
    public BudgetsSet decideBudgets(BudgetScope scope, List<Budget> budgets, Instant now) {
        Organization organization = existing(scope.organization());
        if (scope.key() != null
                && !existingKey(scope.key()).organization.id.equals(scope.organization())) {
            throw new LedgerConflict(scope.key() + " is not a key of " + scope.organization());
        }
        BudgetNode node = organization.nodes.get(scope);
        var before = new ArrayList<BudgetCounter>();
        if (node != null) {
            Collections.addAll(before, node.counters);
        }
        var numbered = new ArrayList<NumberedBudget>();
        long next = lastBudget;
        for (Budget budget : budgets) {
            BudgetCounter goesOn =
                    before.stream()
                            .filter(c -> budget.continues(c.budget))
                            .findFirst()
                            .orElse(null);
            before.remove(goesOn);
            numbered.add(new NumberedBudget(goesOn != null ? goesOn.number : ++next, budget));
        }
        return new BudgetsSet(scope, numbered, now);
    }

    /// Other limits for a key. Throws [LedgerConflict] if it is not known.
    public KeyChanged decideKeyLimits(KeyId key, KeyLimits limits, Instant now) {
        existingKey(key);
        return new KeyChanged(key, limits, now);
    }

    /// The end of a key; null if it has ended. Throws [LedgerConflict] if it is not known.
    public @Nullable KeyRevoked decideRevocation(KeyId key, Instant now) {
        return existingKey(key).revokedAt == null ? new KeyRevoked(key, now) : null;
    }

    /// A document becomes final, with the next number of its series. Null if it is that already:
    /// the last invoice with the same content, or a credit of the same reference and amount. Throws
    /// [LedgerConflict] if the organization is not known, the period is invoiced or more would be
    /// credited than is left, [IllegalArgumentException] for more than its accounts can take.
    ///
    /// @param series what its number begins with
    /// @param digest of what it says
    public @Nullable DocumentIssued decideDocument(
            OrganizationId id,
            String series,
            LedgerFact.Subject subject,
            LedgerFact.Entries entries,
            Sha256 digest,
            Instant now) {
        Organization organization = existing(id);
        switch (subject) {
            case LedgerFact.Invoiced invoiced -> {
                Billed.Last last = organization.billed.last;
                if (last != null && last.digest().equals(digest)) {
                    return null;
                }
                conflict(DocumentRules.against(organization.billed, invoiced));
            }
            case LedgerFact.Credit credit -> {
                if (repeated(organization, credit.reference(), entries.total().negated())) {
                    return null;
                }
            }
        }
        if (!DocumentRules.hasRoom(this, organization, entries)) {
            throw new IllegalArgumentException("the amount is more than the accounts can take");
        }
        var issued =
                new DocumentIssued(
                        id,
                        new DocumentName(series, lastNumber(series) + 1),
                        subject,
                        entries,
                        DocumentRules.owed(organization, entries),
                        digest,
                        now);
        conflict(DocumentRules.against(this, issued));
        return issued;
    }

    private static void conflict(@Nullable String contradiction) {
        if (contradiction != null) {
            throw new LedgerConflict(contradiction);
        }
    }

    /// A provider's cost is adjusted to its bill. Null if it is already, by the same amount. Throws
    /// [LedgerConflict] if it is by another one, or if another bill of the provider stands for one
    /// of the days, [IllegalArgumentException] for more than its accounts can take.
    public @Nullable CostAdjusted decideCost(
            ProviderBill bill, List<LedgerFact.CostEntry> entries, Instant now) {
        ProviderBill standing = bills.get(bill.reconciliation());
        if (bill.equals(standing)) {
            return null;
        }
        var adjusted = bill.adjusted(false, entries, now);
        if (!BillRules.hasRoom(this, adjusted)) {
            throw new IllegalArgumentException("the amount is more than the accounts can take");
        }
        conflict(BillRules.against(this, adjusted));
        return adjusted;
    }

    /// The end of an adjustment; null if it does not stand.
    public @Nullable CostAdjusted decideCostReversal(String reconciliation, Instant now) {
        ProviderBill standing = bills.get(reconciliation);
        return standing == null ? null : standing.adjusted(true, List.of(), now);
    }

    /// The bill whose adjustment has this name; null if it does not stand.
    public @Nullable ProviderBill bill(String reconciliation) {
        return bills.get(reconciliation);
    }

    /// The last number of a series of documents; 0 before the first.
    public long lastNumber(String of) {
        return series.getOrDefault(of, 0L);
    }

    /// The last invoice of an organization; null if there is none.
    public @Nullable DocumentName lastInvoice(OrganizationId id) {
        Billed.Last last = existing(id).billed.last;
        return last == null ? null : last.name();
    }

    /// What was credited of an invoice so far.
    public Money credited(OrganizationId id, DocumentName invoice) {
        Money credited = existing(id).billed.credited.get(invoice.toString());
        return credited == null ? Money.ZERO : credited;
    }

    // Decisions about rest

    /// The state of an organization, so that it can rest; null if it is not here, has open calls or
    /// is prepared already, or if that takes more than `most` bytes.
    ///
    /// @param position which the fact will have
    public @Nullable RestPrepared decidePreparation(
            OrganizationId id, long position, int most, Instant now) {
        Organization organization = organizations.get(id);
        if (organization == null || organization.openHolds > 0 || organization.prepared > 0) {
            return null;
        }
        if (organization.subscriptions != null && organization.subscriptions.next() != null) {
            // Its periods begin in time, asked for or not.
            return null;
        }
        AccountImage image = AccountImage.of(organization, most);
        return image == null ? null : new RestPrepared(position, image, now);
    }

    /// The rest of an organization, once its state is folded; null if it is not here or something
    /// happened to it since.
    ///
    /// @param position of the fact that has its state
    public @Nullable Rested decideRest(OrganizationId id, long position, Instant now) {
        Organization organization = organizations.get(id);
        return organization != null && organization.prepared == position
                ? new Rested(id, position, now)
                : null;
    }

    /// The end of an organization's rest; null if it does not rest. Throws [LedgerConflict] unless
    /// its state is what it had when it went to rest, as far as that can be told.
    ///
    /// @param image what rested; it is the newest of the organization if it was read where
    ///   everything up to the rest horizon is folded
    public @Nullable Woken decideWaking(AccountImage image, Instant now) {
        if (organizations.containsKey(image.organization())) {
            return null;
        }
        var woken = new Woken(image, now);
        String contradiction = RestRules.against(this, woken);
        if (contradiction != null) {
            throw new LedgerConflict(image.organization() + " cannot wake: " + contradiction);
        }
        return woken;
    }

    // Facts

    /// Makes a fact happen: all of it, or nothing and [IllegalStateException] if the fact
    /// contradicts the state.
    public void apply(LedgerFact fact) {
        FactRules.require(this, fact);
        FactEffects.apply(this, fact);
    }

    // Views

    /// The key with this secret, revoked or not; null if there is none.
    public @Nullable KeyView keyBySecret(Sha256 secret) {
        Key key = secrets.get(secret);
        return key == null ? null : key.view();
    }

    /// The same; its organization was heard of just now, and so does not rest soon.
    public @Nullable KeyView identify(Sha256 secret, Instant now) {
        Key key = secrets.get(secret);
        if (key == null) {
            return null;
        }
        key.organization.lastHeard = now;
        return key.view();
    }

    /// Whether an organization is here; if so, it was heard of just now.
    public boolean hear(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        if (organization != null) {
            organization.lastHeard = now;
        }
        return organization != null;
    }

    public @Nullable KeyView key(KeyId id) {
        Key key = keys.get(id);
        return key == null ? null : key.view();
    }

    /// How an organization pays; null if it is not here.
    public @Nullable Terms terms(OrganizationId id) {
        Organization organization = organizations.get(id);
        return organization == null ? null : organization.terms;
    }

    /// The keys of an organization by time of issue.
    public List<KeyView> keys(OrganizationId organization) {
        Organization of = organizations.get(organization);
        List<Key> all = of == null ? List.of() : of.keys;
        return all.stream()
                .map(Key::view)
                .sorted(Comparator.comparing(KeyView::issuedAt).thenComparing(KeyView::id))
                .toList();
    }

    public @Nullable OrganizationView organization(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        return organization == null ? null : organization.view(now);
    }

    /// The grants of an organization in the order of granting.
    public List<GrantView> grants(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        Grants own = organization == null ? null : organization.grants;
        return own == null ? List.of() : own.all().stream().map(one -> one.view(now)).toList();
    }

    /// The organizations that are here, in no order.
    public Set<OrganizationId> organizationIds() {
        return Set.copyOf(organizations.keySet());
    }

    /// All organizations by time of opening.
    public List<OrganizationView> organizations(Instant now) {
        return organizations.values().stream()
                .map(organization -> organization.view(now))
                .sorted(
                        Comparator.comparing(OrganizationView::openedAt)
                                .thenComparing(OrganizationView::id))
                .toList();
    }

    /// The budgets that limit a key, widest scope first.
    public List<BudgetView> budgets(KeyId id, Instant now) {
        Key key = keys.get(id);
        return key == null ? List.of() : views(List.of(key.nodes), key.organization, now);
    }

    /// All budgets of an organization.
    public List<BudgetView> budgets(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        if (organization == null) {
            return List.of();
        }
        var own =
                organization.nodes.values().stream()
                        .sorted(Comparator.comparing(node -> node.scope.describe()))
                        .toList();
        return views(own, organization, now);
    }

    /// The calls that hold money, by position.
    public List<CallId> openCalls() {
        return holds.keySet().stream().sorted().toList();
    }

    /// The hold of an open call; null if it holds nothing.
    public @Nullable HoldPlaced hold(CallId call) {
        Hold hold = holds.get(call);
        return hold == null ? null : hold.placed();
    }

    /// All accounts with what was ever debited and credited; those at rest as their sums.
    public TrialBalance trialBalance() {
        List<Account> all = accounts.sorted();
        all.addAll(resting.sums());
        all.sort(Comparator.comparing(Account::id));
        return TrialBalance.of(all);
    }

    /// What rests.
    public RestView resting() {
        return resting.view();
    }

    /// How many organizations are here and do not rest.
    public int activeOrganizations() {
        return organizations.size();
    }

    /// The position of the fact that has an organization's state as it is; 0 if there is none.
    public long prepared(OrganizationId id) {
        Organization organization = organizations.get(id);
        return organization == null ? 0 : organization.prepared;
    }

    /// When something happened to an organization or somebody asked for it; null if it is not here,
    /// or that was before the ledger was read from a snapshot.
    public @Nullable Instant lastHeard(OrganizationId id) {
        Organization organization = organizations.get(id);
        return organization == null ? null : organization.lastHeard;
    }

    // Parts

    void add(Key key) {
        keys.put(key.id, key);
        secrets.put(key.secret, key);
        key.organization.keys.add(key);
    }

    private List<BudgetView> views(List<BudgetNode> of, Organization organization, Instant now) {
        ZoneId zone = organization.terms.zone();
        return of.stream()
                .flatMap(node ->
                        Arrays.stream(node.counters).map(c -> c.view(node.scope, now, zone)))
                .toList();
    }

    /// Whether an amount can move between an organization and an account of the platform.
    boolean hasRoomFor(Organization organization, AccountKind platform, Money amount) {
        CurrencyCode currency = organization.terms.currency();
        return organization.hasRoomFor(amount)
                && accounts.hasRoomFor(platform, AccountId.PLATFORM, currency, amount);
    }

    private void requireRoom(Organization organization, AccountKind platform, Money amount) {
        if (!hasRoomFor(organization, platform, amount)) {
            throw new IllegalArgumentException("'amount' is more than the accounts can take");
        }
    }

    private static void requireRoom(boolean room) {
        if (!room) {
            throw new ArithmeticException("more than the accounts can take");
        }
    }

    private static boolean repeated(Organization organization, String reference, Money amount) {
        Money before = organization.references.get(reference);
        Grants own = organization.grants;
        if (own != null && own.byReference(reference) != null) {
            throw used(reference);
        }
        if (before != null && !before.equals(amount)) {
            throw new LedgerConflict(
                    "reference '" + reference + "' was used before with amount " + before);
        }
        return before != null;
    }

    private static LedgerConflict used(String reference) {
        return new LedgerConflict("reference '" + reference + "' was used before");
    }

    private Organization existing(OrganizationId id) {
        Organization organization = organizations.get(id);
        if (organization == null) {
            throw new LedgerConflict("there is no organization " + id);
        }
        return organization;
    }

    private Key existingKey(KeyId id) {
        Key key = keys.get(id);
        if (key == null) {
            throw new LedgerConflict("there is no key " + id);
        }
        return key;
    }
}
