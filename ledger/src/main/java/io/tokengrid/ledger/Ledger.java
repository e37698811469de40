package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Adjusted;
import io.tokengrid.ledger.LedgerFact.BudgetsSet;
import io.tokengrid.ledger.LedgerFact.Claim;
import io.tokengrid.ledger.LedgerFact.HoldPlaced;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.ledger.LedgerFact.HoldReleased;
import io.tokengrid.ledger.LedgerFact.KeyChanged;
import io.tokengrid.ledger.LedgerFact.KeyIssued;
import io.tokengrid.ledger.LedgerFact.KeyRevoked;
import io.tokengrid.ledger.LedgerFact.NumberedBudget;
import io.tokengrid.ledger.LedgerFact.OrganizationOpened;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.LedgerFact.Reservation;
import io.tokengrid.ledger.LedgerFact.TermsChanged;
import io.tokengrid.ledger.LedgerFact.ToppedUp;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The double-entry ledger of a node: organizations, keys, budgets, holds and all accounts.
///
/// The `decide...` methods answer what may happen and change nothing; [#apply] makes a fact happen
/// and refuses nothing. Money moves only between accounts, so debits equal credits in each
/// currency; a hold ends once; no hold takes a wallet below its floor or a hard budget above its
/// limit.
///
/// Not thread-safe: a node enters it through one critical section (exactness C1). Deterministic: no
/// clock, no randomness, no I/O. Applying a fact that contradicts the state throws
/// [IllegalStateException].
public final class Ledger {
    final Accounts accounts = new Accounts();
    final Map<OrganizationId, Organization> organizations = new HashMap<>();
    final Map<KeyId, Key> keys = new HashMap<>();
    final Map<BudgetScope, BudgetNode> nodes = new HashMap<>();
    final Map<Long, BudgetCounter> counters = new HashMap<>();
    final Map<CallId, Hold> holds = new HashMap<>();
    final Claims claims = new Claims();
    final Map<Sha256, Key> secrets = new HashMap<>();
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
                                now));
    }

    /// How an open hold ends with a charge; null if the call holds nothing (any more).
    public @Nullable HoldPosted decidePost(
            CallId call,
            Money charge,
            TokenCount tokens,
            @Nullable ProviderCost cost,
            OverrunPolicy policy,
            Instant now) {
        Hold hold = holds.get(call);
        if (hold == null) {
            return null;
        }
        if (charge.isNegative()) {
            throw new IllegalArgumentException("a charge cannot be negative");
        }
        Money excess = charge.minus(hold.placed().amount()).max(Money.ZERO);
        Money extra = Money.ZERO;
        if (policy == OverrunPolicy.CHARGE) {
            Money bearable = hold.organization().bearable();
            extra = bearable == null ? excess : excess.min(bearable);
        }
        return new HoldPosted(call, charge, extra, excess.minus(extra), tokens, cost, now);
    }

    /// How an open hold ends without a charge; null if the call holds nothing (any more).
    public @Nullable HoldReleased decideRelease(
            CallId call, boolean expired, @Nullable ProviderCost estimated, Instant now) {
        return holds.containsKey(call) ? new HoldReleased(call, expired, estimated, now) : null;
    }

    // Decisions about customers

    /// Money for an organization. Null if the reference was used for the same amount before. Throws
    /// [LedgerConflict] if it was used for another one or the organization is not known.
    public @Nullable ToppedUp decideTopUp(
            OrganizationId id, Money amount, String reference, Instant now) {
        Organization organization = existing(id);
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("'amount' must be more than zero");
        }
        if (repeated(organization, reference, amount)) {
            return null;
        }
        return new ToppedUp(id, amount, organization.owed().min(amount), reference, now);
    }

    /// A refund (positive) or correction (negative). Null and errors as for a top-up. What the
    /// wallet cannot bear is owed (exactness F4).
    public @Nullable Adjusted decideAdjustment(
            OrganizationId id, Money amount, String reason, String reference, Instant now) {
        Organization organization = existing(id);
        if (amount.isZero()) {
            throw new IllegalArgumentException("'amount' cannot be zero");
        }
        if (repeated(organization, reference, amount)) {
            return null;
        }
        Money owed = Money.ZERO;
        Money bearable = organization.bearable();
        if (amount.isNegative() && bearable != null) {
            owed = amount.negated().minus(bearable).max(Money.ZERO);
        }
        return new Adjusted(id, amount, owed, reason, reference, now);
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
    /// in its period goes on. Throws [LedgerConflict] if the organization or key is not known.
    public BudgetsSet decideBudgets(BudgetScope scope, List<Budget> budgets, Instant now) {
        existing(scope.organization());
        if (scope.key() != null) {
            existingKey(scope.key());
        }
        BudgetNode node = nodes.get(scope);
        var before = new ArrayList<>(node == null ? List.<BudgetCounter>of() : node.counters);
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

    // Facts

    /// Makes a fact happen.
    public void apply(LedgerFact fact) {
        switch (fact) {
            case HoldPlaced placed -> place(placed);
            case HoldPosted posted -> post(posted);
            case HoldReleased released -> release(released);
            case ToppedUp up -> topUp(up);
            case Adjusted adjusted -> adjust(adjusted);
            case OrganizationOpened opened -> open(opened);
            case TermsChanged changed -> change(changed);
            case KeyIssued issued -> issue(issued);
            case KeyChanged changed -> existingKey(changed.key()).limits = changed.limits();
            case KeyRevoked revoked -> existingKey(revoked.key()).revokedAt = revoked.at();
            case BudgetsSet set -> setBudgets(set);
        }
    }

    // Views

    /// The key with this secret, revoked or not; null if there is none.
    public @Nullable KeyView keyBySecret(Sha256 secret) {
        Key key = secrets.get(secret);
        return key == null ? null : key.view();
    }

    public @Nullable KeyView key(KeyId id) {
        Key key = keys.get(id);
        return key == null ? null : key.view();
    }

    /// The keys of an organization by time of issue.
    public List<KeyView> keys(OrganizationId organization) {
        return keys.values().stream()
                .filter(key -> key.organization.id.equals(organization))
                .map(Key::view)
                .sorted(Comparator.comparing(KeyView::issuedAt).thenComparing(KeyView::id))
                .toList();
    }

    public @Nullable OrganizationView organization(OrganizationId id) {
        Organization organization = organizations.get(id);
        return organization == null ? null : organization.view();
    }

    /// All organizations by time of opening.
    public List<OrganizationView> organizations() {
        return organizations.values().stream()
                .map(Organization::view)
                .sorted(
                        Comparator.comparing(OrganizationView::openedAt)
                                .thenComparing(OrganizationView::id))
                .toList();
    }

    /// The budgets that limit a key, widest scope first.
    public List<BudgetView> budgets(KeyId id, Instant now) {
        Key key = keys.get(id);
        return key == null ? List.of() : views(key.nodes, key.organization, now);
    }

    /// All budgets of an organization.
    public List<BudgetView> budgets(OrganizationId id, Instant now) {
        Organization organization = organizations.get(id);
        if (organization == null) {
            return List.of();
        }
        var own =
                nodes.values().stream()
                        .filter(node -> node.scope.organization().equals(id))
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

    /// All accounts with what was ever debited and credited.
    public TrialBalance trialBalance() {
        return TrialBalance.of(accounts.sorted());
    }

    // How facts happen

    private void place(HoldPlaced placed) {
        Key key = existingKey(placed.key());
        Organization organization = key.organization;
        if (holds.putIfAbsent(placed.call(), new Hold(placed, organization)) != null) {
            throw new IllegalStateException(placed.call() + " holds money already");
        }
        organization.openHolds++;
        Account.transfer(organization.wallet, organization.held, placed.amount());
        ZoneId zone = organization.terms.zone();
        for (Reservation reservation : placed.reservations()) {
            counter(
                    reservation,
                    counter ->
                            counter.hold(
                                    reservation.periodStart(),
                                    placed.amount(),
                                    placed.tokens(),
                                    zone));
        }
        Claim claim = placed.claim();
        if (claim != null) {
            claims.open(
                    new Claims.Name(organization.id, claim.key()),
                    claim.body(),
                    placed.call(),
                    claim.expires(),
                    placed.at());
        }
    }

    private void post(HoldPosted posted) {
        Hold hold = end(posted.call(), posted.charge(), posted.tokens());
        Organization organization = hold.organization();
        Money amount = hold.placed().amount();
        Money fromHold = posted.charge().min(amount);
        Account.transfer(organization.held, organization.revenue, fromHold);
        Account.transfer(organization.held, organization.wallet, amount.minus(fromHold));
        Account.transfer(organization.wallet, organization.revenue, posted.extra());
        Account.transfer(organization.overrun, organization.revenue, posted.overrun());
        owe(posted.cost(), organization, AccountKind.PROVIDER_COST, AccountKind.PROVIDER_PAYABLE);
        Claim claim = hold.placed().claim();
        if (claim != null) {
            claims.charged(
                    new Claims.Name(organization.id, claim.key()), posted.call(), posted.charge());
        }
    }

    private void release(HoldReleased released) {
        Hold hold = end(released.call(), Money.ZERO, TokenCount.ZERO);
        Organization organization = hold.organization();
        Account.transfer(organization.held, organization.wallet, hold.placed().amount());
        owe(
                released.estimated(),
                organization,
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED);
        Claim claim = hold.placed().claim();
        if (claim != null) {
            claims.free(new Claims.Name(organization.id, claim.key()), released.call());
        }
    }

    private Hold end(CallId call, Money charge, TokenCount used) {
        Hold hold = holds.remove(call);
        if (hold == null) {
            throw new IllegalStateException(call + " holds no money");
        }
        hold.organization().openHolds--;
        HoldPlaced placed = hold.placed();
        for (Reservation reservation : placed.reservations()) {
            counter(
                    reservation,
                    counter ->
                            counter.end(
                                    reservation.periodStart(),
                                    placed.amount(),
                                    placed.tokens(),
                                    charge,
                                    used));
        }
        return hold;
    }

    private void owe(
            @Nullable ProviderCost cost,
            Organization organization,
            AccountKind debited,
            AccountKind credited) {
        if (cost != null) {
            CurrencyCode currency = organization.terms.currency();
            Account.transfer(
                    accounts.of(debited, cost.provider(), currency),
                    accounts.of(credited, cost.provider(), currency),
                    cost.amount());
        }
    }

    /// A budget that was taken away while a call was open counts nothing any more.
    private void counter(Reservation reservation, Consumer<BudgetCounter> action) {
        BudgetCounter counter = counters.get(reservation.budget());
        if (counter != null) {
            action.accept(counter);
        }
    }

    private void topUp(ToppedUp up) {
        Organization organization = existing(up.organization());
        organization.references.put(up.reference(), up.amount());
        Account cash = accounts.platform(AccountKind.CASH, organization.terms.currency());
        Account.transfer(cash, organization.wallet, up.amount());
        Account.transfer(organization.wallet, organization.receivable, up.repaid());
        organization.funded = organization.funded.plus(up.amount()).minus(up.repaid());
    }

    private void adjust(Adjusted adjusted) {
        Organization organization = existing(adjusted.organization());
        organization.references.put(adjusted.reference(), adjusted.amount());
        Account adjustments =
                accounts.platform(AccountKind.ADJUSTMENTS, organization.terms.currency());
        if (adjusted.amount().isPositive()) {
            Account.transfer(adjustments, organization.wallet, adjusted.amount());
            organization.funded = organization.funded.plus(adjusted.amount());
        } else {
            Money borne = adjusted.amount().negated().minus(adjusted.owed());
            Account.transfer(organization.wallet, adjustments, borne);
            Account.transfer(organization.receivable, adjustments, adjusted.owed());
            organization.funded = organization.funded.minus(borne);
        }
    }

    private void open(OrganizationOpened opened) {
        var organization =
                new Organization(
                        opened.organization(),
                        opened.name(),
                        opened.terms(),
                        opened.at(),
                        accounts);
        if (organizations.putIfAbsent(opened.organization(), organization) != null) {
            throw new IllegalStateException(opened.organization() + " exists already");
        }
    }

    private void change(TermsChanged changed) {
        Organization organization = existing(changed.organization());
        organization.terms = changed.terms();
        for (BudgetNode node : nodes.values()) {
            if (node.scope.organization().equals(changed.organization())) {
                node.counters.forEach(counter -> counter.rezone(changed.terms().zone()));
            }
        }
    }

    private void issue(KeyIssued issued) {
        var key =
                new Key(
                        issued.key(),
                        existing(issued.organization()),
                        issued.costCentre(),
                        issued.secret(),
                        issued.limits(),
                        issued.at(),
                        this::node);
        if (keys.putIfAbsent(issued.key(), key) != null
                || secrets.putIfAbsent(issued.secret(), key) != null) {
            throw new IllegalStateException(issued.key() + " or its secret exists already");
        }
    }

    private void setBudgets(BudgetsSet set) {
        BudgetNode node = node(set.scope());
        var before = node.counters;
        var after = new ArrayList<BudgetCounter>();
        for (NumberedBudget numbered : set.budgets()) {
            BudgetCounter counter = counters.get(numbered.number());
            if (counter == null) {
                counter = new BudgetCounter(numbered.number(), numbered.budget());
                counters.put(numbered.number(), counter);
                lastBudget = Math.max(lastBudget, numbered.number());
            }
            counter.budget = numbered.budget();
            after.add(counter);
        }
        node.counters = List.copyOf(after);
        before.stream().filter(c -> !after.contains(c)).forEach(c -> counters.remove(c.number));
    }

    BudgetNode node(BudgetScope scope) {
        return nodes.computeIfAbsent(scope, BudgetNode::new);
    }

    private List<BudgetView> views(List<BudgetNode> of, Organization organization, Instant now) {
        ZoneId zone = organization.terms.zone();
        return of.stream()
                .flatMap(node -> node.counters.stream().map(c -> c.view(node.scope, now, zone)))
                .toList();
    }

    private static boolean repeated(Organization organization, String reference, Money amount) {
        Money before = organization.references.get(reference);
        if (before != null && !before.equals(amount)) {
            throw new LedgerConflict(
                    "reference '" + reference + "' was used before with amount " + before);
        }
        return before != null;
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
