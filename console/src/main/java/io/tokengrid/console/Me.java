package io.tokengrid.console;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.BudgetView;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key of the data plane may read: its own.
final class Me {
    private final Node node;

    Me(Node node) {
        this.node = node;
    }

    /// @param budgets those that limit the key, widest first
    record Caller(
            OrganizationId organization,
            String organizationName,
            KeyId key,
            String department,
            String application,
            String function,
            Billing billing,
            CurrencyCode currency,
            OwnBalance balance,
            List<Budgets.BudgetState> budgets,
            OwnLimits limits) {}

    /// @param creditLimit how much more than `available` can be held
    record OwnBalance(Money available, Money held, Money spent, Money owed, Money creditLimit) {}

    /// @param models the only models that the key may call; empty for all
    record OwnLimits(@Nullable Instant expires, List<String> models) {}

    Caller read(Request request) {
        KeyView key = request.key();
        record Own(OrganizationView organization, List<BudgetView> budgets) {}
        Own own =
                node.read(state ->
                        new Own(
                                Organizations.existing(state, key.organization()),
                                state.ledger().budgets(key.id(), request.now())));
        OrganizationView organization = own.organization();
        return new Caller(
                key.organization(),
                organization.name(),
                key.id(),
                key.costCentre().department(),
                key.costCentre().application(),
                key.costCentre().function(),
                organization.terms().billing(),
                organization.terms().currency(),
                new OwnBalance(
                        organization.available(),
                        organization.held(),
                        organization.spent(),
                        organization.owed(),
                        organization.terms().creditLimit()),
                own.budgets().stream().map(Budgets.BudgetState::of).toList(),
                new OwnLimits(key.limits().expires(), key.limits().models()));
    }
}
