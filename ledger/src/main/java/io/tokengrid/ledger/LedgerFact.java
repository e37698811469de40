package io.tokengrid.ledger;

import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened to the ledger. A decision of [Ledger] makes a fact, [Ledger#apply] is the only
/// thing that changes a ledger, and applying the same facts in the same order gives the same
/// ledger: all that was decided, calendars included, stands in the fact.
///
/// Facts throw [IllegalArgumentException] for amounts and texts that no decision makes, such as
/// negative charges.
///
/// Long because it is one list, of everything that can happen to a ledger.
public sealed interface LedgerFact {
    /// The most characters of a name, a reference or a reason.
    int MAX_TEXT = 255;

    /// When it was decided.
    Instant at();

    record OrganizationOpened(OrganizationId organization, String name, Terms terms, Instant at)
            implements LedgerFact {
        public OrganizationOpened {
            Text.require("name", name, MAX_TEXT);
        }
    }

    record TermsChanged(OrganizationId organization, Terms terms, Instant at)
            implements LedgerFact {}

    record KeyIssued(
            KeyId key,
            OrganizationId organization,
            CostCentre costCentre,
            Sha256 secret,
            KeyLimits limits,
            Instant at)
            implements LedgerFact {}

    record KeyChanged(KeyId key, KeyLimits limits, Instant at) implements LedgerFact {}

    record KeyRevoked(KeyId key, Instant at) implements LedgerFact {}

    /// The budgets of a scope, in place of those it had; at most 100.
    record BudgetsSet(BudgetScope scope, List<NumberedBudget> budgets, Instant at)
            implements LedgerFact {
        private static final int MAX_BUDGETS = 100;

        public BudgetsSet {
            require(budgets.size() <= MAX_BUDGETS, "a scope has at most 100 budgets");
            budgets = List.copyOf(budgets);
        }
    }

    /// A budget with its name in holds.
    ///
    /// @param number names the budget's counter in holds; one that was there before goes on
    ///   counting
    record NumberedBudget(long number, Budget budget) {
        public NumberedBudget {
            require(number > 0, "a budget's number is positive");
        }
    }

    /// Money came in.
    ///
    /// @param amount positive
    /// @param repaid the part of it that went to what the customer owed
    /// @param reference the customer's own; the same one again changes nothing
    record ToppedUp(
            OrganizationId organization, Money amount, Money repaid, String reference, Instant at)
            implements LedgerFact {
        public ToppedUp {
            require(amount.isPositive(), "'amount' must be more than zero");
            require(
                    !repaid.isNegative() && repaid.compareTo(amount) <= 0,
                    "'repaid' is a part of 'amount'");
            Text.require("reference", reference, MAX_TEXT);
        }
    }

    /// A refund or a correction.
    ///
    /// @param amount positive in the customer's favour
    /// @param owed by how much it changes what the customer owes: positive, the part of a negative
    ///   amount that the wallet could not bear; negative, the part of a positive amount that went
    ///   to what was owed
    record Adjusted(
            OrganizationId organization,
            Money amount,
            Money owed,
            String reason,
            String reference,
            Instant at)
            implements LedgerFact {
        public Adjusted {
            require(!amount.isZero(), "'amount' cannot be zero");
            require(
                    amount.isPositive()
                            ? !owed.isPositive() && owed.compareTo(amount.negated()) >= 0
                            : !owed.isNegative() && owed.compareTo(amount.negated()) <= 0,
                    "'owed' is a part of 'amount' with the other sign");
            Text.require("reason", reason, MAX_TEXT);
            Text.require("reference", reference, MAX_TEXT);
        }
    }

    /// Money is held for a call.
    ///
    /// @param amount moved to what is held: `draws` from grants, the rest from the wallet
    /// @param tokens the most that the call can use, for budgets of tokens
    /// @param reservations the budgets that hold it, with the period each was in
    /// @param claim the idempotency key it came with, or null
    /// @param draws which grants reserve how much of it, in the order in which they are drawn
    /// @param plan the plan that the call is made under; null if none. One that covers the call
    ///   holds all of it, in its own unit
    record HoldPlaced(
            CallId call,
            KeyId key,
            Money amount,
            TokenCount tokens,
            List<Reservation> reservations,
            @Nullable Claim claim,
            List<Draw> draws,
            @Nullable UnderPlan plan,
            Instant at)
            implements LedgerFact {
        /// Under no plan.
        public HoldPlaced(
                CallId call,
                KeyId key,
                Money amount,
                TokenCount tokens,
                List<Reservation> reservations,
                @Nullable Claim claim,
                List<Draw> draws,
                Instant at) {
            this(call, key, amount, tokens, reservations, claim, draws, null, at);
        }

        /// All of it from the wallet.
        public HoldPlaced(
                CallId call,
                KeyId key,
                Money amount,
                TokenCount tokens,
                List<Reservation> reservations,
                @Nullable Claim claim,
                Instant at) {
            this(call, key, amount, tokens, reservations, claim, List.of(), null, at);
        }

        public HoldPlaced {
            require(!amount.isNegative(), "a hold cannot be negative");
            reservations = List.copyOf(reservations);
            draws = Draws.checked(draws, amount);
        }

        /// The unit of the plan that covers the call; null if it is charged in money.
        public @Nullable CurrencyCode unit() {
            return plan == null || plan.overage ? null : plan.unit;
        }

        /// What is held of money: nothing where a plan covers the call.
        public Money money() {
            return unit() == null ? amount : Money.ZERO;
        }

        /// The same hold under a plan.
        HoldPlaced under(@Nullable UnderPlan of) {
            return new HoldPlaced(call, key, amount, tokens, reservations, claim, draws, of, at);
        }

        /// The same hold after a step.
        public HoldPlaced grown(HoldGrown step) {
            return new HoldPlaced(
                    call, key, step.amount, step.tokens, reservations, claim, step.draws, plan, at);
        }
    }

    /// A call of an organization that has a plan.
    ///
    /// @param subscription its number among the organization's
    /// @param unit that the plan counts in
    /// @param period where the period begins in which the call counts
    /// @param overage whether nothing of the allowance was there for it, so that it is charged in
    ///   money, up to the plan's cap
    record UnderPlan(long subscription, CurrencyCode unit, Instant period, boolean overage) {
        public UnderPlan {
            require(subscription > 0, "a subscription's number is positive");
            require(unit.isOfPlan(), "a plan counts in a unit of its own");
        }
    }

    /// An organization subscribed to a plan.
    ///
    /// @param number its place among the organization's subscriptions, from 1
    /// @param from when the first period begins
    /// @param reference the subscription's own name: the same one again changes nothing
    record Subscribed(
            OrganizationId organization,
            long number,
            PlanTerms terms,
            Instant from,
            String reference,
            Instant at)
            implements LedgerFact {
        public Subscribed {
            require(number > 0, "a subscription's number is positive");
            Text.require("reference", reference, MAX_TEXT);
        }
    }

    /// A period of a subscription began: its fee is charged, and what it includes is granted until
    /// its end.
    ///
    /// @param number of the subscription
    /// @param fee not negative
    /// @param owed the part of the fee that the wallet could not bear
    /// @param unit that the plan counts in
    /// @param grant the number of what is included among what was granted in that unit; 0 if
    ///   nothing is
    /// @param included in that unit
    record PeriodOpened(
            OrganizationId organization,
            long number,
            Period period,
            Money fee,
            Money owed,
            CurrencyCode unit,
            long grant,
            Money included,
            Instant at)
            implements LedgerFact {
        public PeriodOpened {
            require(!fee.isNegative(), "a fee cannot be negative");
            require(!owed.isNegative() && owed.compareTo(fee) <= 0, "'owed' is a part of 'fee'");
            require(
                    !included.isNegative() && included.isPositive() == (grant > 0),
                    "what is included is granted");
        }

        /// What it includes, as a grant.
        Grant asGrant() {
            return Grant.included(number, included, period);
        }
    }

    /// A subscription opens no period any more.
    ///
    /// @param ends the first instant that it does not cover
    /// @param unpaid whether a fee that was still owed ended it, and not an operator
    record SubscriptionEnded(
            OrganizationId organization, long number, Instant ends, boolean unpaid, Instant at)
            implements LedgerFact {}

    /// A part of a hold or a charge that comes from a grant.
    ///
    /// @param grant its number in the organization
    /// @param kind the grant's
    /// @param amount more than zero
    record Draw(long grant, GrantKind kind, Money amount) {
        public Draw {
            require(grant > 0, "a grant's number is positive");
            require(amount.isPositive(), "nothing is drawn");
        }
    }

    /// The hold of an open call grew by a step (exactness B7).
    ///
    /// @param amount all that is held from now on
    /// @param tokens all that budgets of tokens hold from now on
    /// @param draws all that grants reserve from now on
    record HoldGrown(CallId call, Money amount, TokenCount tokens, List<Draw> draws, Instant at)
            implements LedgerFact {
        /// All of it from the wallet.
        public HoldGrown(CallId call, Money amount, TokenCount tokens, Instant at) {
            this(call, amount, tokens, List.of(), at);
        }

        public HoldGrown {
            require(!amount.isNegative(), "a hold cannot be negative");
            draws = Draws.checked(draws, amount);
        }
    }

    /// A budget that holds a call's ceiling.
    ///
    /// @param budget the number of the budget
    /// @param periodStart where the period began in which the call counts, also when it ends later;
    ///   from the year 1 to 9999
    record Reservation(long budget, Instant periodStart) {
        private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
        private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

        public Reservation {
            require(
                    !periodStart.isBefore(FIRST) && periodStart.isBefore(LAST),
                    "no budget has a period from such a time on");
        }
    }

    /// An idempotency key in use (exactness E).
    ///
    /// @param key as the client sent it, at most 255 bytes
    /// @param body the digest of the request's body
    /// @param expires when the key is forgotten
    record Claim(String key, Sha256 body, Instant expires) {
        private static final int MAX_BYTES = 255;

        public Claim {
            Text.require("Idempotency-Key", key, MAX_BYTES);
            require(
                    key.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES,
                    "'Idempotency-Key' has more than 255 bytes");
        }
    }

    /// A hold ended by what was really used; the rest of it is free again.
    ///
    /// @param charge what the usage costs
    /// @param extra the part above the hold that grants and the wallet bore
    /// @param overrun the part above the hold that the platform lost
    /// @param tokens what was used
    /// @param cost what the provider gets, or null if that is unknown
    /// @param beyond what the provider probably wants for what it made after the answer was cut,
    ///   which nobody is charged for; null if nothing
    /// @param draws the part of the charge that comes from grants, first of what they had reserved
    record HoldPosted(
            CallId call,
            Money charge,
            Money extra,
            Money overrun,
            TokenCount tokens,
            @Nullable ProviderCost cost,
            @Nullable ProviderCost beyond,
            List<Draw> draws,
            Instant at)
            implements LedgerFact {
        /// All of it from the wallet.
        public HoldPosted(
                CallId call,
                Money charge,
                Money extra,
                Money overrun,
                TokenCount tokens,
                @Nullable ProviderCost cost,
                @Nullable ProviderCost beyond,
                Instant at) {
            this(call, charge, extra, overrun, tokens, cost, beyond, List.of(), at);
        }

        /// Without a cost beyond the charge.
        public HoldPosted(
                CallId call,
                Money charge,
                Money extra,
                Money overrun,
                TokenCount tokens,
                @Nullable ProviderCost cost,
                Instant at) {
            this(call, charge, extra, overrun, tokens, cost, null, at);
        }

        public HoldPosted {
            require(
                    !charge.isNegative() && !extra.isNegative() && !overrun.isNegative(),
                    "a charge cannot be negative");
            draws = Draws.checked(draws, charge);
        }
    }

    /// A hold ended without a charge.
    ///
    /// @param expired whether the call's deadline ended it
    /// @param estimated what the provider probably wants all the same, or null
    record HoldReleased(CallId call, boolean expired, @Nullable ProviderCost estimated, Instant at)
            implements LedgerFact {}

    /// What a settled call comes to was corrected: `after` stands in the place of `before`, and
    /// only what differs is posted.
    ///
    /// @param reservations the budgets that held the call, with the period in which it counts
    /// @param before as the last fact about the call has it
    /// @param owed by how much it changes what the customer owes: positive, the part of what it
    ///   pays more that the wallet could not bear; negative, the part of what it gets back that
    ///   went to what was owed
    record ChargeCorrected(
            CallId call,
            OrganizationId organization,
            List<Reservation> reservations,
            CallTotals before,
            CallTotals after,
            Money owed,
            Instant at)
            implements LedgerFact {
        public ChargeCorrected {
            reservations = List.copyOf(reservations);
            Money more = after.paid().minus(before.paid());
            require(
                    more.isNegative()
                            ? !owed.isPositive() && owed.compareTo(more) >= 0
                            : !owed.isNegative() && owed.compareTo(more) <= 0,
                    "'owed' is a part of what is paid more or less");
            ProviderCost cost = before.cost();
            require(
                    cost == null
                            || after.cost() == null
                            || cost.provider().equals(after.cost().provider()),
                    "a correction does not change the provider");
        }

        /// What the customer pays more; negative where it gets back.
        public Money more() {
            return after.paid().minus(before.paid());
        }
    }

    /// Usage that nothing was held for was charged: it did not pass the gateway. It happened, so it
    /// is charged whatever the balance is.
    ///
    /// @param reservations the budgets that count it, with the period in which it was used
    /// @param totals without an overrun, since nothing was promised
    /// @param draws what grants pay of it
    /// @param owed the part of it that neither grants nor the wallet could bear
    /// @param at when it was recorded
    record UsageCharged(
            CallId call,
            KeyId key,
            List<Reservation> reservations,
            CallTotals totals,
            List<Draw> draws,
            Money owed,
            Instant at)
            implements LedgerFact {
        public UsageCharged {
            reservations = List.copyOf(reservations);
            draws = Draws.checked(draws, totals.charge());
            require(
                    !totals.charge().isNegative() && totals.overrun().isZero(),
                    "a charge is not negative, and all of it is the customer's");
            require(
                    !owed.isNegative()
                            && owed.compareTo(totals.charge().minus(Draws.total(draws))) <= 0,
                    "'owed' is a part of what grants do not pay");
        }

        /// What the wallet pays.
        public Money fromWallet() {
            return totals.charge().minus(Draws.total(draws)).minus(owed);
        }
    }

    /// The state of an organization as it is after this fact: what rests, if nothing happens to it
    /// until that is folded (exactness D3). Nothing changes by it.
    ///
    /// @param position the fact's own, on the node that decided it
    record RestPrepared(long position, AccountImage account, Instant at) implements LedgerFact {
        public RestPrepared {
            require(position > 0, "a position is more than 0");
        }
    }

    /// An organization went to rest with its keys and budgets: its state is in the database alone.
    ///
    /// @param position of the fact that has its state
    record Rested(OrganizationId organization, long position, Instant at) implements LedgerFact {
        public Rested {
            require(position > 0, "a position is more than 0");
        }
    }

    /// An organization came back from its rest. Its state is in the fact, so that the journal can
    /// be replayed without a database.
    record Woken(AccountImage account, Instant at) implements LedgerFact {}

    /// A document about money became final: an invoice, a statement of charges that are settled
    /// already, or a credit note. What it says stands in the journal beside this fact.
    ///
    /// @param owed by how much it changes what the customer owes; negative where a credit repays
    /// @param digest of the document
    record DocumentIssued(
            OrganizationId organization,
            DocumentName name,
            Subject subject,
            Entries entries,
            Money owed,
            Sha256 digest,
            Instant at)
            implements LedgerFact {}

    /// What a document is about.
    sealed interface Subject {}

    /// Charges of a period, and what was recorded late of earlier ones.
    ///
    /// @param from where the period begins
    /// @param to where it ends
    /// @param cut what was recorded before that is in it; not before `to`
    record Invoiced(Instant from, Instant to, Instant cut) implements Subject {
        public Invoiced {
            require(from.isBefore(to), "a period ends after it begins");
            require(!cut.isBefore(to), "'cut' is not before the period's end");
        }
    }

    /// A part of an invoice is given back.
    ///
    /// @param of the invoice
    /// @param total what it comes to with tax
    /// @param before what was credited of it before
    /// @param reference the credit's own name: the same one again changes nothing
    record Credit(DocumentName of, Money total, Money before, String reference) implements Subject {
        public Credit {
            Text.require("reference", reference, MAX_TEXT);
        }
    }

    /// What a document moves between accounts. Amounts above zero are at the customer's expense.
    ///
    /// @param total of the document, with tax, rounded; below zero for a credit note
    /// @param adjusted what is given back of charges, below zero
    /// @param rounding what rounding of lines added to exact charges
    /// @param taxAdded tax on top of charges
    /// @param taxIncluded tax that charges contain
    record Entries(Money total, Money adjusted, Money rounding, Money taxAdded, Money taxIncluded) {
        /// What the customer pays beyond charges.
        public Money added() {
            return adjusted.plus(rounding).plus(taxAdded);
        }
    }

    /// Money was given ahead of its use.
    ///
    /// @param number names the grant in what is drawn from it: its place among the organization's
    ///   grants, from 1
    record Granted(OrganizationId organization, long number, Grant grant, Instant at)
            implements LedgerFact {
        public Granted {
            require(number > 0, "a grant's number is positive");
        }
    }

    /// An operator took a grant back: what calls had not reserved of it. What they give back of it
    /// lapses.
    ///
    /// @param number of the grant
    /// @param amount what was left; zero if calls held all of it
    record GrantWithdrawn(
            OrganizationId organization,
            long number,
            GrantKind kind,
            Money amount,
            String reason,
            Instant at)
            implements LedgerFact {
        public GrantWithdrawn {
            require(number > 0, "a grant's number is positive");
            require(!amount.isNegative(), "less than nothing is withdrawn");
            Text.require("reason", reason, MAX_TEXT);
        }
    }

    /// What was left of grants whose life was over went away.
    ///
    /// @param unit of the plan whose units lapse; null for money
    /// @param lapses at least one; each grant once
    record GrantsLapsed(
            OrganizationId organization,
            @Nullable CurrencyCode unit,
            List<Lapse> lapses,
            Instant at)
            implements LedgerFact {
        /// Of money.
        public GrantsLapsed(OrganizationId organization, List<Lapse> lapses, Instant at) {
            this(organization, null, lapses, at);
        }

        public GrantsLapsed {
            require(!lapses.isEmpty(), "nothing lapses");
            lapses = List.copyOf(lapses);
        }
    }

    /// What was left of one grant.
    ///
    /// @param grant its number
    /// @param withdrawn whether an operator had ended its life, and not its expiry
    /// @param amount more than zero
    record Lapse(long grant, GrantKind kind, boolean withdrawn, Money amount) {
        public Lapse {
            require(grant > 0, "a grant's number is positive");
            require(amount.isPositive(), "nothing lapses");
        }
    }

    /// What a provider's bill says beyond, or short of, what its calls were booked at, as far as
    /// that was approved; or the end of such an adjustment.
    ///
    /// @param reconciliation names what the bill was held against, and the adjustment
    /// @param reversal whether it ends the adjustment: then the amounts are those to take back
    /// @param from the first day of the bill, in its own zone
    /// @param to the day after its last
    /// @param bill the digest of its file
    /// @param cost by how much the provider gets more; negative if less
    /// @param estimated what was estimated for interrupted calls, which the bill has settled
    /// @param entries what `cost` is made of; none in a reversal
    record CostAdjusted(
            String provider,
            CurrencyCode currency,
            String reconciliation,
            boolean reversal,
            LocalDate from,
            LocalDate to,
            Sha256 bill,
            Money cost,
            Money estimated,
            List<CostEntry> entries,
            Instant at)
            implements LedgerFact {
        private static final int MAX_ENTRIES = 100_000;

        public CostAdjusted {
            Text.require("provider", provider, MAX_TEXT);
            Text.require("reconciliation", reconciliation, MAX_TEXT);
            require(from.isBefore(to), "a bill has a day at least");
            require(!estimated.isNegative(), "an estimate cannot be negative");
            entries = List.copyOf(entries);
            require(entries.size() <= MAX_ENTRIES, "an adjustment has at most 100,000 entries");
            if (!reversal) {
                Money sum = Money.ZERO;
                for (CostEntry entry : entries) {
                    sum = sum.plus(entry.amount());
                }
                require(sum.equals(cost), "the entries do not add up");
            }
        }
    }

    /// A part of an adjustment.
    ///
    /// @param finding its number in the reconciliation
    /// @param line of the bill's file; 0 if none is about it
    /// @param day in the bill's zone; null in a bill of a whole period
    /// @param model the provider's name of it
    /// @param amount by how much the provider gets more; negative if less
    record CostEntry(int finding, int line, @Nullable LocalDate day, String model, Money amount) {
        public CostEntry {
            require(finding > 0 && line >= 0, "findings have numbers from 1, lines from 0");
        }
    }

    /// What a provider gets, in the organization's currency.
    record ProviderCost(String provider, Money amount) {
        public ProviderCost {
            require(!amount.isNegative(), "a provider cannot cost less than nothing");
        }
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
