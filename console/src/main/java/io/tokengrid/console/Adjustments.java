package io.tokengrid.console;

import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;

/// Refunds and corrections.
final class Adjustments {
    private final Organizations organizations;
    private final Changes changes;

    Adjustments(Organizations organizations, Changes changes) {
        this.organizations = organizations;
        this.changes = changes;
    }

    /// @param amount positive in the customer's favour, negative against it
    /// @param reference the correction's own name: the same one again changes nothing
    record NewAdjustment(Amount amount, Texts.Reason reason, Texts.Reference reference) {}

    /// @param balance what a new call can hold now, as `available`
    /// @param owed what corrections took that the balance could not bear
    record Adjustment(
            OrganizationId organization,
            CurrencyCode currency,
            String reference,
            Money amount,
            String reason,
            Money balance,
            Money available,
            Money held,
            Money spent,
            Money owed) {}

    Adjustment make(Request request, NewAdjustment wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        Money amount = wanted.amount().money();
        String reason = wanted.reason().text();
        String reference = wanted.reference().text();
        changes.make(
                state ->
                        state.ledger()
                                .decideAdjustment(id, amount, reason, reference, request.now()),
                request.now());
        OrganizationView view = organizations.existing(id, request.now());
        return new Adjustment(
                id,
                view.terms().currency(),
                reference,
                amount,
                reason,
                view.available(),
                view.available(),
                view.held(),
                view.spent(),
                view.owed());
    }
}
