package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Adjusted;
import io.tokengrid.ledger.LedgerFact.BudgetsSet;
import io.tokengrid.ledger.LedgerFact.Claim;
import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.HoldPlaced;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.ledger.LedgerFact.HoldReleased;
import io.tokengrid.ledger.LedgerFact.KeyIssued;
import io.tokengrid.ledger.LedgerFact.NumberedBudget;
import io.tokengrid.ledger.LedgerFact.OrganizationOpened;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.LedgerFact.TermsChanged;
import io.tokengrid.ledger.LedgerFact.ToppedUp;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What each fact changes: the entries of its double-entry bookkeeping, budgets and idempotency
/// keys. Nothing here refuses; [FactRules] has said that the fact can happen.
///
/// Long because the entries of every kind of fact stand beside each other.
final class FactEffects {
    private final Ledger ledger;

    private FactEffects(Ledger ledger) {
        this.ledger = ledger;
    }

    static void apply(Ledger ledger, LedgerFact fact) {
        var effects = new FactEffects(ledger);
        switch (fact) {
            case HoldPlaced placed -> effects.place(placed);
            case LedgerFact.HoldGrown grown -> effects.grow(grown);
            case HoldPosted posted -> effects.post(posted);
            case HoldReleased released -> effects.release(released);
            case ToppedUp up -> effects.topUp(up);
            case Adjusted adjusted -> effects.adjust(adjusted);
            case LedgerFact.ChargeCorrected corrected -> effects.correct(corrected);
            case LedgerFact.UsageCharged charged -> effects.charge(charged);
            case OrganizationOpened opened -> effects.open(opened);
            case TermsChanged changed -> effects.change(changed);
            case KeyIssued issued -> effects.issue(issued);
            case LedgerFact.KeyChanged changed ->
                    effects.stirred(changed.key(), changed.at()).limits = changed.limits();
            case LedgerFact.KeyRevoked revoked ->
                    effects.stirred(revoked.key(), revoked.at()).revokedAt = revoked.at();
            case BudgetsSet set -> effects.setBudgets(set);
            case LedgerFact.RestPrepared prepared ->
                    effects.organization(prepared.account().organization()).prepared =
                            prepared.position();
            case LedgerFact.Rested rested ->
                    RestEffects.rest(
                            ledger, effects.organization(rested.organization()), rested.position());
            case LedgerFact.Woken woken -> RestEffects.wake(ledger, woken);
            case LedgerFact.DocumentIssued issued ->
                    DocumentRules.apply(
                            ledger, effects.stirred(issued.organization(), issued.at()), issued);
            case LedgerFact.Granted granted -> effects.grant(granted);
            case LedgerFact.GrantWithdrawn withdrawn -> effects.withdraw(withdrawn);
            case LedgerFact.GrantsLapsed lapsed -> effects.lapse(lapsed);
            case LedgerFact.CostAdjusted adjusted -> BillRules.apply(ledger, adjusted);
            case LedgerFact.Subscribed subscribed -> effects.subscribe(subscribed);
            case LedgerFact.PeriodOpened opened -> effects.open(opened);
            case LedgerFact.SubscriptionEnded ended -> effects.end(ended);
        }
    }

    private void place(HoldPlaced placed) {
        Key key = key(placed.key());
        Organization organization = key.organization;
        var hold = Hold.of(placed, organization, key::counter);
        ledger.holds.put(placed.call(), hold);
        organization.openHolds++;
        organization.stir(placed.at());
        reserve(hold.purse(), placed.amount(), placed.draws());
        holdOverage(hold, placed.amount());
        ZoneId zone = organization.terms.zone();
        for (Hold.Share share : hold.shares()) {
            share.counter().hold(share.period(), placed.money(), placed.tokens(), zone);
        }
        Claim claim = placed.claim();
        if (claim != null) {
            ledger.claims.open(
                    new Claims.Name(organization.id, claim.key()),
                    claim.body(),
                    placed.call(),
                    claim.expires(),
                    placed.at());
        }
    }

    /// Moves an amount to what is held: the draws from grants, the rest from the wallet.
    private static void reserve(Purse purse, Money amount, List<Draw> draws) {
        Money fromWallet = amount;
        if (!draws.isEmpty()) {
            fromWallet = amount.minus(purse.existingGrants().hold(draws, purse.held()));
        }
        Account.transfer(purse.wallet(), purse.held(), fromWallet);
    }

    private static void holdOverage(Hold hold, Money more) {
        LedgerFact.UnderPlan plan = hold.placed().plan();
        SubscriptionState subscription = hold.subscription();
        if (plan != null && subscription != null) {
            subscription.holdOverage(plan, more);
        }
    }

    private void grow(LedgerFact.HoldGrown grown) {
        Hold hold = Objects.requireNonNull(ledger.holds.get(grown.call()));
        Organization organization = hold.organization();
        HoldPlaced before = hold.placed();
        Money more = grown.amount().minus(before.amount());
        reserve(hold.purse(), more, Draws.minus(grown.draws(), before.draws()));
        holdOverage(hold, more);
        Money moreMoney = before.unit() == null ? more : Money.ZERO;
        var moreTokens = new TokenCount(grown.tokens().value() - before.tokens().value());
        for (Hold.Share share : hold.shares()) {
            share.counter().grow(share.period(), moreMoney, moreTokens);
        }
        ledger.holds.put(grown.call(), new Hold(before.grown(grown), organization, hold.shares()));
    }

    private void post(HoldPosted posted) {
        Hold hold = end(posted.call(), posted.charge().minus(posted.overrun()), posted.tokens());
        Organization organization = hold.organization();
        organization.stir(posted.at());
        Money amount = hold.placed().amount();
        Money fromHold = posted.charge().min(amount);
        Purse purse = hold.purse();
        Account.transfer(purse.held(), purse.revenue(), fromHold);
        Money back = amount.minus(fromHold);
        Money extra = posted.extra();
        if (!hold.placed().draws().isEmpty() || !posted.draws().isEmpty()) {
            back = back.minus(giveBack(hold, posted.draws()));
            Grants grants = purse.existingGrants();
            extra =
                    extra.minus(
                            grants.drawAbove(
                                    hold.placed().draws(), posted.draws(), purse.revenue()));
            watch(organization, grants, posted.draws());
        }
        Account.transfer(purse.held(), purse.wallet(), back);
        Account.transfer(purse.wallet(), purse.revenue(), extra);
        Account.transfer(purse.overrun(), purse.revenue(), posted.overrun());
        owe(posted.cost(), organization, AccountKind.PROVIDER_COST, AccountKind.PROVIDER_PAYABLE);
        owe(
                posted.beyond(),
                organization,
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED);
        Claim claim = hold.placed().claim();
        if (claim != null) {
            var name = new Claims.Name(organization.id, claim.key());
            ledger.claims.charged(name, posted.charge(), hold.placed().unit());
        }
    }

    private void release(HoldReleased released) {
        Hold hold = end(released.call(), Money.ZERO, TokenCount.ZERO);
        Organization organization = hold.organization();
        organization.stir(released.at());
        Money back = hold.placed().amount();
        if (!hold.placed().draws().isEmpty()) {
            back = back.minus(giveBack(hold, List.of()));
        }
        Account.transfer(hold.purse().held(), hold.purse().wallet(), back);
        owe(
                released.estimated(),
                organization,
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED);
        Claim claim = hold.placed().claim();
        if (claim != null) {
            ledger.claims.free(new Claims.Name(organization.id, claim.key()));
        }
    }

    /// Gives back to grants what a call had reserved of them and does not draw. It lapses with the
    /// next fact about it where the grant's life is over.
    ///
    /// @return all of it
    private Money giveBack(Hold hold, List<Draw> drawn) {
        Purse purse = hold.purse();
        Grants grants = purse.existingGrants();
        List<Draw> reserved = hold.placed().draws();
        Money back = grants.giveBack(reserved, drawn, purse.held());
        watch(hold.organization(), grants, reserved);
        return back;
    }

    private void watch(Organization organization, Grants grants, List<Draw> draws) {
        for (Draw draw : draws) {
            ledger.expiries.watch(organization, grants, grants.existing(draw.grant()));
        }
    }

    private Hold end(CallId call, Money charge, TokenCount used) {
        Hold hold = Objects.requireNonNull(ledger.holds.remove(call));
        hold.organization().openHolds--;
        HoldPlaced placed = hold.placed();
        Money money = placed.unit() == null ? charge : Money.ZERO;
        for (Hold.Share share : hold.shares()) {
            share.counter().end(share.period(), placed.money(), placed.tokens(), money, used);
        }
        LedgerFact.UnderPlan plan = placed.plan();
        SubscriptionState subscription = hold.subscription();
        if (plan != null && subscription != null) {
            subscription.endOverage(plan, placed.amount(), charge);
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
                    ledger.accounts.of(debited, cost.provider(), currency),
                    ledger.accounts.of(credited, cost.provider(), currency),
                    cost.amount());
        }
    }

    private void topUp(ToppedUp up) {
        Organization organization = stirred(up.organization(), up.at());
        organization.references.put(up.reference(), up.amount());
        credit(organization, AccountKind.CASH, up.amount(), up.repaid());
    }

    private void adjust(Adjusted adjusted) {
        Organization organization = stirred(adjusted.organization(), adjusted.at());
        organization.references.put(adjusted.reference(), adjusted.amount());
        if (adjusted.amount().isPositive()) {
            Money repaid = adjusted.owed().negated();
            credit(organization, AccountKind.ADJUSTMENTS, adjusted.amount(), repaid);
            return;
        }
        Account adjustments =
                ledger.accounts.platform(AccountKind.ADJUSTMENTS, organization.terms.currency());
        Money borne = adjusted.amount().negated().minus(adjusted.owed());
        Account.transfer(organization.wallet, adjustments, borne);
        Account.transfer(organization.receivable, adjustments, adjusted.owed());
        organization.funded = organization.funded.minus(borne);
    }

    private void credit(Organization to, AccountKind from, Money amount, Money repaid) {
        Account platform = ledger.accounts.platform(from, to.terms.currency());
        Account.transfer(platform, to.wallet, amount);
        Account.transfer(to.wallet, to.receivable, repaid);
        to.funded = to.funded.plus(amount).minus(repaid);
    }

    /// A prepaid block is paid for in cash, but for its discount; a gift is not.
    private void grant(LedgerFact.Granted granted) {
        Organization organization = stirred(granted.organization(), granted.at());
        Grant grant = granted.grant();
        Grants grants = organization.grants(ledger.accounts);
        CurrencyCode currency = organization.terms.currency();
        Account to = grants.of(grant.kind());
        Account.transfer(ledger.accounts.platform(AccountKind.CASH, currency), to, grant.paid());
        Account.transfer(
                ledger.accounts.platform(AccountKind.PROMOTIONS, currency),
                to,
                grant.amount().minus(grant.paid()));
        organization.funded = organization.funded.plus(grant.amount());
        var state = new GrantState(granted.number(), grant, granted.at());
        grants.add(state);
        ledger.expiries.watch(organization, grants, state);
    }

    private void withdraw(LedgerFact.GrantWithdrawn withdrawn) {
        Organization organization = stirred(withdrawn.organization(), withdrawn.at());
        Grants grants = Objects.requireNonNull(organization.grants);
        GrantState state = grants.existing(withdrawn.number());
        ledger.expiries.forget(organization, grants, state);
        state.revoked = true;
        takeBack(organization, grants, state, true, withdrawn.amount());
    }

    /// Nobody asked for the organization, so it is as quiet as before.
    private void lapse(LedgerFact.GrantsLapsed lapsed) {
        Organization organization = organization(lapsed.organization());
        organization.prepared = 0;
        Grants grants = organization.purse(lapsed.unit()).existingGrants();
        for (LedgerFact.Lapse lapse : lapsed.lapses()) {
            GrantState state = grants.existing(lapse.grant());
            ledger.expiries.forget(organization, grants, state);
            takeBack(organization, grants, state, lapse.withdrawn(), lapse.amount());
        }
    }

    /// What is left of a grant goes away: to breakage if it was paid for and expired, to the
    /// corrections if it was paid for and an operator withdrew it, and back where it came from if
    /// it was a gift.
    private void takeBack(
            Organization organization,
            Grants grants,
            GrantState state,
            boolean withdrawn,
            Money amount) {
        GrantKind kind = state.grant.kind();
        CurrencyCode currency = grants.currency;
        Account to =
                switch (kind) {
                    case PROMOTIONAL -> ledger.accounts.platform(AccountKind.PROMOTIONS, currency);
                    case INCLUDED -> grants.breakage;
                    case PREPAID ->
                            withdrawn
                                    ? ledger.accounts.platform(AccountKind.ADJUSTMENTS, currency)
                                    : grants.breakage;
                };
        Account.transfer(grants.of(kind), to, amount);
        if (!currency.isOfPlan()) {
            organization.funded = organization.funded.minus(amount);
        }
        if (withdrawn) {
            state.withdrawn = state.withdrawn.plus(amount);
        } else {
            state.expired = state.expired.plus(amount);
        }
        grants.closeIfEmpty(state);
    }

    private void subscribe(LedgerFact.Subscribed subscribed) {
        Organization organization = stirred(subscribed.organization(), subscribed.at());
        organization.references.put(subscribed.reference(), Money.ZERO);
        Subscriptions own = organization.subscriptions(ledger.accounts);
        own.add(
                new SubscriptionState(
                        subscribed.number(),
                        subscribed.terms(),
                        subscribed.from(),
                        subscribed.reference(),
                        subscribed.at()));
        own.purse(subscribed.terms().unit(), organization.id.toString(), ledger.accounts);
        ledger.renewals.watch(organization);
    }

    /// Nobody asked for the organization, so it is as quiet as before.
    private void open(LedgerFact.PeriodOpened opened) {
        Organization organization = organization(opened.organization());
        organization.prepared = 0;
        Subscriptions own = Objects.requireNonNull(organization.subscriptions);
        Account.transfer(organization.wallet, own.fees, opened.fee().minus(opened.owed()));
        Account.transfer(organization.receivable, own.fees, opened.owed());
        organization.funded = organization.funded.plus(opened.owed());
        own.existing(opened.number()).open(opened);
        if (opened.grant() != 0) {
            Grants grants = organization.purse(opened.unit()).existingGrants();
            Account.transfer(
                    ledger.accounts.platform(AccountKind.ISSUED_UNITS, opened.unit()),
                    grants.of(GrantKind.INCLUDED),
                    opened.included());
            var state = new GrantState(opened.grant(), opened.asGrant(), opened.at());
            grants.add(state);
            ledger.expiries.watch(organization, grants, state);
        }
        ledger.renewals.watch(organization);
    }

    private void end(LedgerFact.SubscriptionEnded ended) {
        Organization organization = organization(ended.organization());
        organization.prepared = 0;
        SubscriptionState state =
                Objects.requireNonNull(organization.subscriptions).existing(ended.number());
        state.ends = ended.ends();
        state.unpaid = ended.unpaid();
        ledger.renewals.watch(organization);
    }

    private void correct(LedgerFact.ChargeCorrected corrected) {
        Organization organization = stirred(corrected.organization(), corrected.at());
        CallTotals before = corrected.before();
        CallTotals after = corrected.after();
        Money more = corrected.more();
        charge(organization, more.minus(corrected.owed()), corrected.owed());
        Account.move(
                organization.overrun,
                organization.revenue,
                after.overrun().minus(before.overrun()));
        ProviderCost cost = before.cost() == null ? after.cost() : before.cost();
        if (cost != null) {
            CurrencyCode currency = organization.terms.currency();
            Account.move(
                    ledger.accounts.of(AccountKind.PROVIDER_COST, cost.provider(), currency),
                    ledger.accounts.of(AccountKind.PROVIDER_PAYABLE, cost.provider(), currency),
                    after.costs().minus(before.costs()));
        }
        for (LedgerFact.Reservation reservation : corrected.reservations()) {
            BudgetCounter counter = ledger.counters.get(reservation.budget());
            if (counter != null) {
                counter.correct(reservation.periodStart(), more, before.tokens(), after.tokens());
            }
        }
    }

    private void charge(LedgerFact.UsageCharged charged) {
        Organization organization = stirred(charged.key(), charged.at()).organization;
        CallTotals totals = charged.totals();
        charge(organization, charged.fromWallet(), charged.owed());
        if (!charged.draws().isEmpty()) {
            Grants grants = Objects.requireNonNull(organization.grants);
            grants.drawAbove(List.of(), charged.draws(), organization.revenue);
            watch(organization, grants, charged.draws());
        }
        owe(totals.cost(), organization, AccountKind.PROVIDER_COST, AccountKind.PROVIDER_PAYABLE);
        ZoneId zone = organization.terms.zone();
        for (LedgerFact.Reservation reservation : charged.reservations()) {
            BudgetCounter counter =
                    Objects.requireNonNull(ledger.counters.get(reservation.budget()));
            counter.charge(reservation.periodStart(), totals.charge(), totals.tokens(), zone);
        }
    }

    /// What is charged without a hold; the other way for negative amounts.
    private static void charge(Organization organization, Money fromWallet, Money owed) {
        Account.move(organization.wallet, organization.revenue, fromWallet);
        Account.move(organization.receivable, organization.revenue, owed);
        organization.funded = organization.funded.plus(owed);
    }

    private void open(OrganizationOpened opened) {
        OrganizationId id = opened.organization();
        var organization =
                new Organization(id, opened.name(), opened.terms(), opened.at(), ledger.accounts);
        organization.stir(opened.at());
        ledger.organizations.put(id, organization);
    }

    private void change(TermsChanged changed) {
        Organization organization = stirred(changed.organization(), changed.at());
        organization.terms = changed.terms();
        for (BudgetNode node : organization.nodes.values()) {
            for (BudgetCounter counter : node.counters) {
                counter.rezone(changed.terms().zone());
            }
        }
    }

    private void issue(KeyIssued issued) {
        var key =
                new Key(
                        issued.key(),
                        stirred(issued.organization(), issued.at()),
                        issued.costCentre(),
                        issued.secret(),
                        issued.limits(),
                        issued.at());
        ledger.add(key);
    }

    private void setBudgets(BudgetsSet set) {
        Organization organization = stirred(set.scope().organization(), set.at());
        BudgetNode node = organization.node(set.scope());
        var before = node.counters;
        var after = new ArrayList<BudgetCounter>();
        for (NumberedBudget numbered : set.budgets()) {
            BudgetCounter counter = ledger.counters.get(numbered.number());
            if (counter == null) {
                counter = new BudgetCounter(numbered.number(), numbered.budget());
                ledger.counters.put(numbered.number(), counter);
                ledger.lastBudget = Math.max(ledger.lastBudget, numbered.number());
            }
            counter.budget = numbered.budget();
            after.add(counter);
        }
        node.counters = after.toArray(BudgetCounter[]::new);
        Arrays.stream(before)
                .filter(counter -> !after.contains(counter))
                .forEach(counter -> {
                    counter.gone = true;
                    ledger.counters.remove(counter.number);
                });
    }

    private Organization stirred(OrganizationId id, Instant at) {
        Organization organization = organization(id);
        organization.stir(at);
        return organization;
    }

    private Key stirred(KeyId id, Instant at) {
        Key key = key(id);
        key.organization.stir(at);
        return key;
    }

    private Organization organization(OrganizationId id) {
        return Objects.requireNonNull(ledger.organizations.get(id));
    }

    private Key key(KeyId id) {
        return Objects.requireNonNull(ledger.keys.get(id));
    }
}
