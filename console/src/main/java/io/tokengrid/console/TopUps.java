package io.tokengrid.console;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;

/// Money that comes in.
final class TopUps {
    private final Organizations organizations;
    private final Changes changes;

    TopUps(Organizations organizations, Changes changes) {
        this.organizations = organizations;
        this.changes = changes;
    }

    /// @param reference the payment's own name: the same one again changes nothing
    record NewTopUp(Amount amount, Texts.Reference reference) {}

    /// @param amount what came in by this reference
    /// @param balance what a new call can hold now, as `available`
    record TopUp(
            OrganizationId organization,
            CurrencyCode currency,
            String reference,
            Money amount,
            Money balance,
            Money available,
            Money held,
            Money spent,
            Money owed) {}

    TopUp make(Request request, NewTopUp wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        Money amount = wanted.amount().money();
        String reference = wanted.reference().text();
        changes.make(
                state -> {
                    if (Organizations.existing(state, id, request.now()).terms().billing()
                            == Billing.INTERNAL) {
                        throw ApiProblem.conflict(
                                "no_wallet",
                                "An internal organization has no wallet to top up.",
                                "Set budgets, or change its billing first.");
                    }
                    return state.ledger().decideTopUp(id, amount, reference, request.now());
                },
                request.now());
        OrganizationView view = organizations.existing(id, request.now());
        return new TopUp(
                id,
                view.terms().currency(),
                reference,
                amount,
                view.available(),
                view.available(),
                view.held(),
                view.spent(),
                view.owed());
    }
}
