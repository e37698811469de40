package io.tokengrid.console;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.BudgetView;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.ledger.GrantView;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.ledger.SubscriptionView;
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

    /// @param plan of the organization; null if it has none now
    /// @param grants of the organization, that calls can draw on now or later
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
            @Nullable OwnPlan plan,
            List<OwnGrant> grants,
            List<Budgets.BudgetState> budgets,
            OwnLimits limits) {}

    /// @param available what the wallet has and what is left of grants
    /// @param creditLimit how much more than `available` can be held
    /// @param wallet what the wallet alone has
    record OwnBalance(
            Money available,
            Money held,
            Money spent,
            Money owed,
            Money creditLimit,
            Money wallet) {}

    /// The plan that calls are made under first.
    ///
    /// @param unit what it counts in
    /// @param atEnd what becomes of a call that does not fit in what is left
    /// @param ends the first instant that it does not cover; null while it goes on
    record OwnPlan(
            String name,
            String unit,
            OfferedPlans.End atEnd,
            @Nullable Instant ends,
            Subscriptions.@Nullable PeriodState period) {
        static @Nullable OwnPlan of(List<SubscriptionView> all, Instant now) {
            for (SubscriptionView view : all) {
                if (view.status(now) == SubscriptionView.Status.ACTIVE) {
                    return new OwnPlan(
                            view.terms().name(),
                            view.terms().allowance().unit(),
                            OfferedPlans.endOf(view.terms().allowance().atEnd()),
                            view.ends(),
                            Subscriptions.PeriodState.of(view));
                }
            }
            return null;
        }
    }

    /// A grant that calls can draw on, or from some time on.
    ///
    /// @param expires the first instant at which it cannot be drawn; null for never
    /// @param models the only models that can draw on it; empty for all
    record OwnGrant(
            long number,
            GrantKind kind,
            Money left,
            Money held,
            Instant starts,
            @Nullable Instant expires,
            List<String> models) {
        static List<OwnGrant> of(List<GrantView> grants) {
            return grants.stream()
                    .filter(grant ->
                            grant.status() == GrantView.Status.ACTIVE
                                    || grant.status() == GrantView.Status.UPCOMING)
                    .map(grant ->
                            new OwnGrant(
                                    grant.number(),
                                    grant.grant().kind(),
                                    grant.left(),
                                    grant.held(),
                                    grant.grant().life().starts(),
                                    grant.grant().life().expires().orElse(null),
                                    List.copyOf(grant.grant().models())))
                    .toList();
        }
    }

    /// @param models the only models that the key may call; empty for all
    record OwnLimits(@Nullable Instant expires, List<String> models) {}

    Caller read(Request request) {
        KeyView key = request.key();
        record Own(
                OrganizationView organization,
                List<BudgetView> budgets,
                List<GrantView> grants,
                List<SubscriptionView> plans) {}
        Own own =
                node.read(state ->
                        new Own(
                                Organizations.existing(state, key.organization(), request.now()),
                                state.ledger().budgets(key.id(), request.now()),
                                state.ledger().grants(key.organization(), request.now()),
                                state.ledger().subscriptions(key.organization(), request.now())));
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
                        organization.terms().creditLimit(),
                        organization.wallet()),
                OwnPlan.of(own.plans(), request.now()),
                OwnGrant.of(own.grants()),
                own.budgets().stream().map(Budgets.BudgetState::of).toList(),
                new OwnLimits(key.limits().expires(), key.limits().models()));
    }
}
