package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Adjusted;
import io.tokengrid.ledger.LedgerFact.BudgetsSet;
import io.tokengrid.ledger.LedgerFact.Claim;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What each fact changes: the entries of its double-entry bookkeeping, budgets and idempotency
/// keys. Nothing here refuses; [FactRules] has said that the fact can happen.
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
        }
    }

    private void place(HoldPlaced placed) {
        Key key = key(placed.key());
        Organization organization = key.organization;
        var hold = Hold.of(placed, organization, key::counter);
        ledger.holds.put(placed.call(), hold);
        organization.openHolds++;
        organization.stir(placed.at());
        Account.transfer(organization.wallet, organization.held, placed.amount());
        ZoneId zone = organization.terms.zone();
        for (Hold.Share share : hold.shares()) {
            share.counter().hold(share.period(), placed.amount(), placed.tokens(), zone);
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

    private void grow(LedgerFact.HoldGrown grown) {
        Hold hold = Objects.requireNonNull(ledger.holds.get(grown.call()));
        Organization organization = hold.organization();
        HoldPlaced before = hold.placed();
        Money more = grown.amount().minus(before.amount());
        Account.transfer(organization.wallet, organization.held, more);
        var moreTokens = new TokenCount(grown.tokens().value() - before.tokens().value());
        for (Hold.Share share : hold.shares()) {
            share.counter().grow(share.period(), more, moreTokens);
        }
        ledger.holds.put(grown.call(), new Hold(before.grown(grown), organization, hold.shares()));
    }

    private void post(HoldPosted posted) {
        Hold hold = end(posted.call(), posted.charge().minus(posted.overrun()), posted.tokens());
        Organization organization = hold.organization();
        organization.stir(posted.at());
        Money amount = hold.placed().amount();
        Money fromHold = posted.charge().min(amount);
        Account.transfer(organization.held, organization.revenue, fromHold);
        Account.transfer(organization.held, organization.wallet, amount.minus(fromHold));
        Account.transfer(organization.wallet, organization.revenue, posted.extra());
        Account.transfer(organization.overrun, organization.revenue, posted.overrun());
        owe(posted.cost(), organization, AccountKind.PROVIDER_COST, AccountKind.PROVIDER_PAYABLE);
        owe(
                posted.beyond(),
                organization,
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED);
        Claim claim = hold.placed().claim();
        if (claim != null) {
            var name = new Claims.Name(organization.id, claim.key());
            ledger.claims.charged(name, posted.charge());
        }
    }

    private void release(HoldReleased released) {
        Hold hold = end(released.call(), Money.ZERO, TokenCount.ZERO);
        Organization organization = hold.organization();
        organization.stir(released.at());
        Account.transfer(organization.held, organization.wallet, hold.placed().amount());
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

    private Hold end(CallId call, Money charge, TokenCount used) {
        Hold hold = Objects.requireNonNull(ledger.holds.remove(call));
        hold.organization().openHolds--;
        HoldPlaced placed = hold.placed();
        for (Hold.Share share : hold.shares()) {
            share.counter().end(share.period(), placed.amount(), placed.tokens(), charge, used);
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
