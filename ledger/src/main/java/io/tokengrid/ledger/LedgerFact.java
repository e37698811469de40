package io.tokengrid.ledger;

import io.tokengrid.units.CallId;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened to the ledger. A decision of [Ledger] makes a fact, [Ledger#apply] is the only
/// thing that changes a ledger, and applying the same facts in the same order gives the same
/// ledger: all that was decided, calendars included, stands in the fact.
public sealed interface LedgerFact {
    /// When it was decided.
    Instant at();

    record OrganizationOpened(OrganizationId organization, String name, Terms terms, Instant at)
            implements LedgerFact {}

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

    /// The budgets of a scope, in place of those it had.
    record BudgetsSet(BudgetScope scope, List<NumberedBudget> budgets, Instant at)
            implements LedgerFact {}

    /// A budget with its name in holds.
    ///
    /// @param number names the budget's counter in holds; one that was there before goes on
    ///   counting
    record NumberedBudget(long number, Budget budget) {}

    /// Money came in.
    ///
    /// @param amount positive
    /// @param repaid the part of it that went to what the customer owed
    /// @param reference the customer's own; the same one again changes nothing
    record ToppedUp(
            OrganizationId organization, Money amount, Money repaid, String reference, Instant at)
            implements LedgerFact {}

    /// A refund or a correction.
    ///
    /// @param amount positive in the customer's favour
    /// @param owed the part of a negative amount that the wallet could not bear
    record Adjusted(
            OrganizationId organization,
            Money amount,
            Money owed,
            String reason,
            String reference,
            Instant at)
            implements LedgerFact {}

    /// Money is held for a call.
    ///
    /// @param amount moved from the wallet to what is held
    /// @param tokens the most that the call can use, for budgets of tokens
    /// @param reservations the budgets that hold it, with the period each was in
    /// @param claim the idempotency key it came with, or null
    record HoldPlaced(
            CallId call,
            KeyId key,
            Money amount,
            TokenCount tokens,
            List<Reservation> reservations,
            @Nullable Claim claim,
            Instant at)
            implements LedgerFact {}

    /// A budget that holds a call's ceiling.
    ///
    /// @param budget the number of the budget
    /// @param periodStart where the period began in which the call counts, also when it ends later
    record Reservation(long budget, Instant periodStart) {}

    /// An idempotency key in use (exactness E).
    ///
    /// @param key as the client sent it, at most 255 bytes
    /// @param body the digest of the request's body
    /// @param expires when the key is forgotten
    record Claim(String key, Sha256 body, Instant expires) {}

    /// A hold ended by what was really used; the rest of it is free again.
    ///
    /// @param charge what the usage costs
    /// @param extra the part above the hold that the wallet bore
    /// @param overrun the part above the hold that the platform lost
    /// @param tokens what was used
    /// @param cost what the provider gets, or null if that is unknown
    record HoldPosted(
            CallId call,
            Money charge,
            Money extra,
            Money overrun,
            TokenCount tokens,
            @Nullable ProviderCost cost,
            Instant at)
            implements LedgerFact {}

    /// A hold ended without a charge.
    ///
    /// @param expired whether the call's deadline ended it
    /// @param estimated what the provider probably wants all the same, or null
    record HoldReleased(CallId call, boolean expired, @Nullable ProviderCost estimated, Instant at)
            implements LedgerFact {}

    /// What a provider gets, in the organization's currency.
    record ProviderCost(String provider, Money amount) {}
}
