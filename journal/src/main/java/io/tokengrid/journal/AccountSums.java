package io.tokengrid.journal;

import io.tokengrid.ledger.AccountId;
import io.tokengrid.ledger.AccountKind;
import io.tokengrid.ledger.Draws;
import io.tokengrid.ledger.Grant;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.ledger.LedgerFact.HoldReleased;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What facts debit and credit, account by account: the ledger's postings once more, read off the
/// facts alone, so that the two can be compared. Not thread-safe.
public final class AccountSums {
    private final Map<AccountId, Sums> sums = new TreeMap<>();

    /// What moved on an account.
    ///
    /// @param debits since the first fact that was added
    /// @param credits likewise
    public record Sums(Money debits, Money credits) {
        public static final Sums NONE = new Sums(Money.ZERO, Money.ZERO);

        public Sums plus(Sums other) {
            return new Sums(debits.plus(other.debits), credits.plus(other.credits));
        }
    }

    /// By account; accounts that nothing moved are left out.
    public Map<AccountId, Sums> sums() {
        return sums;
    }

    /// The hold of a call moves from grants and the wallet to what is held.
    ///
    /// @param before the call with the part of it that moved before; null if none did
    public void held(Fact.Admitted call, Fact.@Nullable Admitted before) {
        CurrencyCode currency = call.call().currency();
        Money amount = call.change().amount();
        List<Draw> draws = call.change().draws();
        if (before != null) {
            amount = amount.minus(before.change().amount());
            draws = Draws.minus(draws, before.change().draws());
        }
        for (Draw draw : draws) {
            transfer(draw.kind().account(), AccountKind.HELD, owner(call), currency, draw.amount());
        }
        Money fromWallet = draws.isEmpty() ? amount : amount.minus(Draws.total(draws));
        transfer(AccountKind.WALLET, AccountKind.HELD, owner(call), currency, fromWallet);
    }

    /// A hold ends with a charge.
    public void settled(Fact.Admitted call, HoldPosted end) {
        CurrencyCode currency = call.call().currency();
        String owner = owner(call);
        Money hold = call.change().amount();
        Money fromHold = end.charge().min(hold);
        Money back = hold.minus(fromHold).minus(givenBack(call, end.draws()));
        Money extra = end.extra().minus(drawnAbove(call, end.draws()));
        transfer(AccountKind.HELD, AccountKind.REVENUE, owner, currency, fromHold);
        transfer(AccountKind.HELD, AccountKind.WALLET, owner, currency, back);
        transfer(AccountKind.WALLET, AccountKind.REVENUE, owner, currency, extra);
        transfer(AccountKind.OVERRUN, AccountKind.REVENUE, owner, currency, end.overrun());
        CurrencyCode money = call.call().money();
        owed(AccountKind.PROVIDER_COST, AccountKind.PROVIDER_PAYABLE, money, end.cost());
        owed(
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED,
                money,
                end.beyond());
    }

    /// A hold ends without a charge.
    public void voided(Fact.Admitted call, HoldReleased end) {
        CurrencyCode currency = call.call().currency();
        Money back = call.change().amount().minus(givenBack(call, List.of()));
        transfer(AccountKind.HELD, AccountKind.WALLET, owner(call), currency, back);
        owed(
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED,
                call.call().money(),
                end.estimated());
    }

    /// Grants get back what a call had reserved and does not draw: in sum.
    private Money givenBack(Fact.Admitted call, List<Draw> drawn) {
        Money total = Money.ZERO;
        for (Draw draw : Draws.minus(call.change().draws(), drawn)) {
            total = total.plus(draw.amount());
            transfer(
                    AccountKind.HELD,
                    draw.kind().account(),
                    owner(call),
                    call.call().currency(),
                    draw.amount());
        }
        return total;
    }

    /// What a call draws of grants above what it had reserved: in sum.
    private Money drawnAbove(Fact.Admitted call, List<Draw> drawn) {
        Money total = Money.ZERO;
        for (Draw draw : Draws.minus(drawn, call.change().draws())) {
            total = total.plus(draw.amount());
            transfer(
                    draw.kind().account(),
                    AccountKind.REVENUE,
                    owner(call),
                    call.call().currency(),
                    draw.amount());
        }
        return total;
    }

    /// Money was given ahead of its use.
    public void granted(LedgerFact.Granted granted, CurrencyCode currency) {
        Grant grant = granted.grant();
        var to = new AccountId(grant.kind().account(), granted.organization().toString(), currency);
        transfer(new AccountId(AccountKind.CASH, AccountId.PLATFORM, currency), to, grant.paid());
        transfer(
                new AccountId(AccountKind.PROMOTIONS, AccountId.PLATFORM, currency),
                to,
                grant.amount().minus(grant.paid()));
    }

    /// What was left of a grant was taken back by an operator.
    public void withdrawn(LedgerFact.GrantWithdrawn withdrawn, CurrencyCode currency) {
        takenBack(withdrawn.organization(), withdrawn.kind(), true, withdrawn.amount(), currency);
    }

    /// What was left of grants went away.
    public void lapsed(LedgerFact.GrantsLapsed lapsed, CurrencyCode money) {
        CurrencyCode currency = lapsed.unit() == null ? money : lapsed.unit();
        for (LedgerFact.Lapse lapse : lapsed.lapses()) {
            takenBack(
                    lapsed.organization(),
                    lapse.kind(),
                    lapse.withdrawn(),
                    lapse.amount(),
                    currency);
        }
    }

    private void takenBack(
            OrganizationId organization,
            GrantKind kind,
            boolean withdrawn,
            Money amount,
            CurrencyCode currency) {
        AccountKind to =
                switch (kind) {
                    case PROMOTIONAL -> AccountKind.PROMOTIONS;
                    case INCLUDED -> AccountKind.BREAKAGE;
                    case PREPAID -> withdrawn ? AccountKind.ADJUSTMENTS : AccountKind.BREAKAGE;
                };
        String owner = organization.toString();
        transfer(
                new AccountId(kind.account(), owner, currency),
                new AccountId(to, to.isOrganizations() ? owner : AccountId.PLATFORM, currency),
                amount);
    }

    /// A period of a plan began.
    public void opened(LedgerFact.PeriodOpened opened, CurrencyCode money) {
        String owner = opened.organization().toString();
        Money borne = opened.fee().minus(opened.owed());
        transfer(AccountKind.WALLET, AccountKind.FEES, owner, money, borne);
        transfer(AccountKind.RECEIVABLE, AccountKind.FEES, owner, money, opened.owed());
        transfer(
                platform(AccountKind.ISSUED_UNITS, opened.unit()),
                new AccountId(AccountKind.INCLUDED_UNITS, owner, opened.unit()),
                opened.included());
    }

    /// Money came in.
    public void toppedUp(LedgerFact.ToppedUp up, CurrencyCode currency) {
        credit(AccountKind.CASH, up.organization(), currency, up.amount(), up.repaid());
    }

    /// A refund or a correction.
    public void adjusted(LedgerFact.Adjusted adjusted, CurrencyCode currency) {
        OrganizationId organization = adjusted.organization();
        Money amount = adjusted.amount();
        Money owed = adjusted.owed();
        if (amount.isPositive()) {
            credit(AccountKind.ADJUSTMENTS, organization, currency, amount, owed.negated());
            return;
        }
        var platform = new AccountId(AccountKind.ADJUSTMENTS, AccountId.PLATFORM, currency);
        var wallet = new AccountId(AccountKind.WALLET, organization.toString(), currency);
        var receivable = new AccountId(AccountKind.RECEIVABLE, organization.toString(), currency);
        transfer(wallet, platform, amount.negated().minus(owed));
        transfer(receivable, platform, owed);
    }

    /// A document became final.
    public void issued(LedgerFact.DocumentIssued issued, CurrencyCode currency) {
        String owner = issued.organization().toString();
        var wallet = new AccountId(AccountKind.WALLET, owner, currency);
        var receivable = new AccountId(AccountKind.RECEIVABLE, owner, currency);
        LedgerFact.Entries entries = issued.entries();
        transfer(wallet, platform(AccountKind.ADJUSTMENTS, currency), entries.adjusted());
        transfer(wallet, platform(AccountKind.ROUNDING, currency), entries.rounding());
        transfer(wallet, platform(AccountKind.TAX, currency), entries.taxAdded());
        transfer(
                platform(AccountKind.TAX_INCLUDED, currency),
                platform(AccountKind.TAX, currency),
                entries.taxIncluded());
        transfer(receivable, wallet, issued.owed());
    }

    /// A provider's cost was adjusted to its bill, or that was taken back.
    public void costAdjusted(LedgerFact.CostAdjusted adjusted) {
        boolean back = adjusted.reversal();
        transfer(
                provider(AccountKind.PROVIDER_COST, adjusted),
                provider(AccountKind.PROVIDER_PAYABLE, adjusted),
                back ? adjusted.cost().negated() : adjusted.cost());
        transfer(
                provider(AccountKind.PROVIDER_COST_ESTIMATED, adjusted),
                provider(AccountKind.PROVIDER_PAYABLE_ESTIMATED, adjusted),
                back ? adjusted.estimated() : adjusted.estimated().negated());
    }

    private static AccountId provider(AccountKind kind, LedgerFact.CostAdjusted adjusted) {
        return new AccountId(kind, adjusted.provider(), adjusted.currency());
    }

    private static AccountId platform(AccountKind kind, CurrencyCode currency) {
        return new AccountId(kind, AccountId.PLATFORM, currency);
    }

    /// The charge of a settled call was corrected.
    public void corrected(LedgerFact.ChargeCorrected corrected, CurrencyCode currency) {
        String owner = corrected.organization().toString();
        Money owed = corrected.owed();
        Money borne = corrected.more().minus(owed);
        transfer(AccountKind.WALLET, AccountKind.REVENUE, owner, currency, borne);
        transfer(AccountKind.RECEIVABLE, AccountKind.REVENUE, owner, currency, owed);
        Money before = corrected.before().overrun();
        Money after = corrected.after().overrun();
        transfer(AccountKind.OVERRUN, AccountKind.REVENUE, owner, currency, after.minus(before));
        costChanged(corrected.before().cost(), corrected.after().cost(), currency);
    }

    /// Usage that nothing was held for was charged.
    public void ingested(Fact.Ingested ingested) {
        LedgerFact.UsageCharged change = ingested.change();
        CurrencyCode currency = ingested.call().currency();
        String owner = ingested.call().organization().toString();
        for (Draw draw : change.draws()) {
            transfer(draw.kind().account(), AccountKind.REVENUE, owner, currency, draw.amount());
        }
        transfer(AccountKind.WALLET, AccountKind.REVENUE, owner, currency, change.fromWallet());
        transfer(AccountKind.RECEIVABLE, AccountKind.REVENUE, owner, currency, change.owed());
        owed(
                AccountKind.PROVIDER_COST,
                AccountKind.PROVIDER_PAYABLE,
                currency,
                change.totals().cost());
    }

    /// What a provider gets in the place of something else.
    private void costChanged(
            @Nullable ProviderCost before, @Nullable ProviderCost after, CurrencyCode currency) {
        ProviderCost either = before == null ? after : before;
        if (either != null) {
            Money was = before == null ? Money.ZERO : before.amount();
            Money is = after == null ? Money.ZERO : after.amount();
            transfer(
                    AccountKind.PROVIDER_COST,
                    AccountKind.PROVIDER_PAYABLE,
                    either.provider(),
                    currency,
                    is.minus(was));
        }
    }

    /// Money for a wallet, of which `repaid` goes on to what is owed.
    private void credit(
            AccountKind from,
            OrganizationId to,
            CurrencyCode currency,
            Money amount,
            Money repaid) {
        String owner = to.toString();
        transfer(
                new AccountId(from, AccountId.PLATFORM, currency),
                new AccountId(AccountKind.WALLET, owner, currency),
                amount);
        transfer(AccountKind.WALLET, AccountKind.RECEIVABLE, owner, currency, repaid);
    }

    private void owed(
            AccountKind debited,
            AccountKind credited,
            CurrencyCode currency,
            @Nullable ProviderCost cost) {
        if (cost != null) {
            transfer(debited, credited, cost.provider(), currency, cost.amount());
        }
    }

    private void transfer(
            AccountKind debited,
            AccountKind credited,
            String owner,
            CurrencyCode currency,
            Money amount) {
        if (!amount.isZero()) {
            transfer(
                    new AccountId(debited, owner, currency),
                    new AccountId(credited, owner, currency),
                    amount);
        }
    }

    /// The other way for a negative amount.
    private void transfer(AccountId debited, AccountId credited, Money amount) {
        if (amount.isNegative()) {
            transfer(credited, debited, amount.negated());
        } else if (!amount.isZero()) {
            sums.merge(debited, new Sums(amount, Money.ZERO), Sums::plus);
            sums.merge(credited, new Sums(Money.ZERO, amount), Sums::plus);
        }
    }

    private static String owner(Fact.Admitted call) {
        return call.call().organization().toString();
    }
}
