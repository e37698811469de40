package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What must be so before a fact happens. Every fact that was decided on the ledger as it stands
/// meets the rules, and a fact that meets them happens to its end: so no fact happens by half.
final class FactRules {
    private FactRules() {}

    /// Throws [IllegalStateException] if the fact contradicts the ledger.
    static void require(Ledger ledger, LedgerFact fact) {
        String contradiction =
                switch (fact) {
                    case LedgerFact.HoldPlaced placed -> against(ledger, placed);
                    case LedgerFact.HoldGrown grown -> against(ledger, grown);
                    case LedgerFact.HoldPosted posted -> against(ledger, posted);
                    case LedgerFact.HoldReleased released -> against(ledger, released);
                    case LedgerFact.ToppedUp up -> against(ledger, up);
                    case LedgerFact.Adjusted adjusted -> against(ledger, adjusted);
                    case LedgerFact.ChargeCorrected corrected -> against(ledger, corrected);
                    case LedgerFact.UsageCharged charged -> against(ledger, charged);
                    case LedgerFact.OrganizationOpened opened ->
                            ledger.organizations.containsKey(opened.organization())
                                    ? "the organization exists already"
                                    : null;
                    case LedgerFact.TermsChanged changed -> against(ledger, changed);
                    case LedgerFact.KeyIssued issued -> against(ledger, issued);
                    case LedgerFact.KeyChanged changed ->
                            ledger.keys.containsKey(changed.key()) ? null : "no such key";
                    case LedgerFact.KeyRevoked revoked -> against(ledger, revoked);
                    case LedgerFact.BudgetsSet set -> against(ledger, set);
                    case LedgerFact.RestPrepared prepared -> RestRules.against(ledger, prepared);
                    case LedgerFact.Rested rested -> RestRules.against(ledger, rested);
                    case LedgerFact.Woken woken -> RestRules.against(ledger, woken);
                    case LedgerFact.DocumentIssued issued -> DocumentRules.against(ledger, issued);
                    case LedgerFact.Granted granted -> GrantRules.against(ledger, granted);
                    case LedgerFact.GrantWithdrawn withdrawn ->
                            GrantRules.against(ledger, withdrawn);
                    case LedgerFact.GrantsLapsed lapsed -> GrantRules.against(ledger, lapsed);
                    case LedgerFact.CostAdjusted adjusted -> BillRules.against(ledger, adjusted);
                    case LedgerFact.Subscribed subscribed ->
                            SubscriptionRules.against(ledger, subscribed);
                    case LedgerFact.PeriodOpened opened ->
                            SubscriptionRules.against(ledger, opened);
                    case LedgerFact.SubscriptionEnded ended ->
                            SubscriptionRules.against(ledger, ended);
                };
        if (contradiction != null) {
            throw new IllegalStateException(contradiction + ": " + fact);
        }
    }

    /// Whether accounts can take what ends a hold. What was held they always can.
    static boolean hasRoom(Ledger ledger, Hold hold, LedgerFact.HoldPosted posted) {
        return hold.purse().hasRoomFor(posted.extra().plus(posted.overrun()))
                && hasRoom(
                        ledger,
                        hold.organization(),
                        posted.cost(),
                        AccountKind.PROVIDER_COST,
                        AccountKind.PROVIDER_PAYABLE)
                && hasRoom(
                        ledger,
                        hold.organization(),
                        posted.beyond(),
                        AccountKind.PROVIDER_COST_ESTIMATED,
                        AccountKind.PROVIDER_PAYABLE_ESTIMATED);
    }

    static boolean hasRoom(Ledger ledger, Hold hold, LedgerFact.HoldReleased released) {
        return hasRoom(
                ledger,
                hold.organization(),
                released.estimated(),
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED);
    }

    /// Whether accounts can take the difference that a correction makes.
    static boolean hasRoom(
            Ledger ledger, Organization organization, LedgerFact.ChargeCorrected corrected) {
        CallTotals before = corrected.before();
        CallTotals after = corrected.after();
        Money paid = corrected.more().abs();
        Money overrun = after.overrun().minus(before.overrun()).abs();
        LedgerFact.ProviderCost cost = before.cost() == null ? after.cost() : before.cost();
        CurrencyCode currency = organization.terms.currency();
        Accounts accounts = ledger.accounts;
        if (paid.compareTo(Account.MOST) > 0
                || overrun.compareTo(Account.MOST) > 0
                || !organization.hasRoomFor(paid.plus(overrun))) {
            return false;
        }
        if (cost == null) {
            return true;
        }
        Money difference = after.costs().minus(before.costs()).abs();
        return accounts.hasRoomFor(AccountKind.PROVIDER_COST, cost.provider(), currency, difference)
                && accounts.hasRoomFor(
                        AccountKind.PROVIDER_PAYABLE, cost.provider(), currency, difference);
    }

    /// Whether accounts can take usage that nothing was held for.
    static boolean hasRoom(
            Ledger ledger, Organization organization, LedgerFact.UsageCharged charged) {
        Money charge = charged.totals().charge();
        return charge.compareTo(Account.MOST) <= 0
                && organization.hasRoomFor(charge)
                && hasRoom(
                        ledger,
                        organization,
                        charged.totals().cost(),
                        AccountKind.PROVIDER_COST,
                        AccountKind.PROVIDER_PAYABLE);
    }

    private static boolean hasRoom(
            Ledger ledger,
            Organization organization,
            LedgerFact.@Nullable ProviderCost cost,
            AccountKind debited,
            AccountKind credited) {
        CurrencyCode currency = organization.terms.currency();
        Accounts accounts = ledger.accounts;
        return cost == null
                || (accounts.hasRoomFor(debited, cost.provider(), currency, cost.amount())
                        && accounts.hasRoomFor(credited, cost.provider(), currency, cost.amount()));
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.HoldPlaced placed) {
        Key key = ledger.keys.get(placed.key());
        if (key == null) {
            return "no such key";
        }
        if (ledger.holds.containsKey(placed.call())) {
            return "the call holds money already";
        }
        String plan = SubscriptionRules.against(key.organization, placed);
        if (plan != null) {
            return plan;
        }
        Purse purse = key.organization.purse(placed.unit());
        if (!purse.canHold(placed.amount())) {
            return "more than the accounts can take";
        }
        for (int i = 0; i < placed.reservations().size(); i++) {
            LedgerFact.Reservation reservation = placed.reservations().get(i);
            long budget = reservation.budget();
            BudgetCounter counter = key.counter(budget);
            if (counter == null || !counter.canHold(placed.tokens(), reservation.periodStart())) {
                return "budget " + budget + " cannot hold it";
            }
            for (int j = 0; j < i; j++) {
                if (placed.reservations().get(j).budget() == budget) {
                    return "budget " + budget + " would hold it twice";
                }
            }
        }
        String draws = GrantRules.against(purse.grants(), List.of(), placed.draws());
        if (draws != null) {
            return draws;
        }
        LedgerFact.Claim claim = placed.claim();
        return claim != null
                        && ledger.claims.find(
                                        new Claims.Name(key.organization.id, claim.key()),
                                        placed.at())
                                != null
                ? "the idempotency key is in use"
                : null;
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.HoldGrown grown) {
        Hold hold = ledger.holds.get(grown.call());
        if (hold == null) {
            return "the call holds no money";
        }
        Money more = grown.amount().minus(hold.placed().amount());
        long moreTokens = grown.tokens().value() - hold.placed().tokens().value();
        if (more.isNegative() || moreTokens < 0 || (more.isZero() && moreTokens == 0)) {
            return "the hold does not grow";
        }
        if (!hold.purse().canHold(more)) {
            return "more than the accounts can take";
        }
        for (Hold.Share share : hold.shares()) {
            if (!share.counter().canHold(new TokenCount(moreTokens), share.period())) {
                return "budget " + share.counter().number + " cannot hold it";
            }
        }
        List<LedgerFact.Draw> before = hold.placed().draws();
        Money moreDrawn = Draws.total(grown.draws()).minus(Draws.total(before));
        if (moreDrawn.compareTo(more) > 0) {
            return "grants reserve more than the hold grows by";
        }
        if (hold.placed().unit() != null && !moreDrawn.equals(more)) {
            return "a plan covers all of a call";
        }
        for (LedgerFact.Draw draw : before) {
            if (Draws.from(draw.grant(), grown.draws()).compareTo(draw.amount()) < 0) {
                return "grant " + draw.grant() + " reserves less than before";
            }
        }
        return GrantRules.against(hold.purse().grants(), before, grown.draws());
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.HoldPosted posted) {
        Hold hold = ledger.holds.get(posted.call());
        if (hold == null) {
            return "the call holds no money";
        }
        if (!hasRoom(ledger, hold, posted)) {
            return "more than the accounts can take";
        }
        Money excess = posted.charge().minus(hold.placed().amount()).max(Money.ZERO);
        Money drawn = posted.charge().minus(posted.overrun());
        if (hold.placed().unit() != null && !Draws.total(posted.draws()).equals(drawn)) {
            return "a plan covers all of a call";
        }
        return excess.equals(posted.extra().plus(posted.overrun()))
                ? GrantRules.against(hold, posted)
                : "what is above the hold is not 'extra' and 'overrun'";
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.HoldReleased released) {
        Hold hold = ledger.holds.get(released.call());
        if (hold == null) {
            return "the call holds no money";
        }
        return hasRoom(ledger, hold, released) ? null : "more than the accounts can take";
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.ToppedUp up) {
        Organization organization = ledger.organizations.get(up.organization());
        if (organization == null) {
            return "no such organization";
        }
        return up.repaid().compareTo(organization.owed()) > 0
                ? "more is repaid than is owed"
                : against(ledger, organization, up.reference(), AccountKind.CASH, up.amount());
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.Adjusted adjusted) {
        Organization organization = ledger.organizations.get(adjusted.organization());
        if (organization == null) {
            return "no such organization";
        }
        Money amount = adjusted.amount();
        return adjusted.owed().negated().compareTo(organization.owed()) > 0
                ? "more is repaid than is owed"
                : against(
                        ledger,
                        organization,
                        adjusted.reference(),
                        AccountKind.ADJUSTMENTS,
                        amount.isNegative() ? amount.negated() : amount);
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.ChargeCorrected corrected) {
        Organization organization = ledger.organizations.get(corrected.organization());
        if (organization == null) {
            return "no such organization";
        }
        if (ledger.holds.containsKey(corrected.call())) {
            return "the call is open";
        }
        if (corrected.owed().negated().compareTo(organization.owed()) > 0) {
            return "more is repaid than is owed";
        }
        return hasRoom(ledger, organization, corrected) ? null : "more than the accounts can take";
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.UsageCharged charged) {
        Key key = ledger.keys.get(charged.key());
        if (key == null) {
            return "no such key";
        }
        if (ledger.holds.containsKey(charged.call())) {
            return "the call is open";
        }
        for (LedgerFact.Reservation reservation : charged.reservations()) {
            if (key.counter(reservation.budget()) == null) {
                return "budget " + reservation.budget() + " is none of the key's";
            }
        }
        return hasRoom(ledger, key.organization, charged)
                ? GrantRules.against(key.organization.grants, List.of(), charged.draws())
                : "more than the accounts can take";
    }

    private static @Nullable String against(
            Ledger ledger,
            Organization organization,
            String reference,
            AccountKind platform,
            Money amount) {
        if (GrantRules.isUsed(organization, reference)) {
            return "the reference was used before";
        }
        return ledger.hasRoomFor(organization, platform, amount)
                ? null
                : "more than the accounts can take";
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.TermsChanged changed) {
        Organization organization = ledger.organizations.get(changed.organization());
        if (organization == null) {
            return "no such organization";
        }
        return organization.terms.currency().equals(changed.terms().currency())
                ? null
                : "the currency cannot change";
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.KeyIssued issued) {
        if (!ledger.organizations.containsKey(issued.organization())) {
            return "no such organization";
        }
        return ledger.keys.containsKey(issued.key()) || ledger.secrets.containsKey(issued.secret())
                ? "the key or its secret exists already"
                : null;
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.KeyRevoked revoked) {
        Key key = ledger.keys.get(revoked.key());
        if (key == null) {
            return "no such key";
        }
        return key.revokedAt == null ? null : "the key was revoked before";
    }

    private static @Nullable String against(Ledger ledger, LedgerFact.BudgetsSet set) {
        BudgetScope scope = set.scope();
        Organization organization = ledger.organizations.get(scope.organization());
        if (organization == null) {
            return "no such organization";
        }
        if (scope.key() != null) {
            Key key = ledger.keys.get(scope.key());
            if (key == null || !key.organization.id.equals(scope.organization())) {
                return "no such key of the organization";
            }
        }
        BudgetNode node = organization.nodes.get(scope);
        var seen = new HashSet<Long>();
        for (LedgerFact.NumberedBudget numbered : set.budgets()) {
            BudgetCounter counter = ledger.counters.get(numbered.number());
            boolean mayGoOn =
                    counter != null
                            && node != null
                            && Arrays.asList(node.counters).contains(counter)
                            && numbered.budget().continues(counter.budget);
            boolean isNew = counter == null && numbered.number() > ledger.lastBudget;
            if (!seen.add(numbered.number()) || !(mayGoOn || isNew)) {
                return "budget " + numbered.number() + " is another one";
            }
        }
        return null;
    }
}
