package io.tokengrid.console;

import io.tokengrid.ledger.GrantView;
import io.tokengrid.ledger.SubscriptionView;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Subscriptions of organizations to plans.
final class Subscriptions {
    private final Node node;
    private final Organizations organizations;
    private final Changes changes;
    private final OfferedPlans plans;

    Subscriptions(Node node, Organizations organizations, Changes changes, OfferedPlans plans) {
        this.node = node;
        this.organizations = organizations;
        this.changes = changes;
        this.plans = plans;
    }

    /// @param plan its name
    /// @param from when the first period begins; now if left out
    /// @param reference the subscription's own name: the same one again changes nothing
    record NewSubscription(Texts.Label plan, @Nullable Instant from, Texts.Reference reference) {}

    /// A subscription as it stands.
    ///
    /// @param number its place among the organization's subscriptions
    /// @param ends the first instant that it does not cover; null while it goes on
    /// @param unpaid whether it ended because a fee was still owed
    /// @param fee of a whole period
    /// @param unit what the plan counts in
    /// @param cap the most that calls above the allowance cost in a period; null for no bound
    /// @param period the one that it is in, or was in last; null before the first
    record SubscriptionState(
            OrganizationId organization,
            long number,
            String plan,
            SubscriptionView.Status status,
            String reference,
            Instant from,
            @Nullable Instant ends,
            boolean unpaid,
            CurrencyCode currency,
            Rational fee,
            String unit,
            OfferedPlans.End atEnd,
            @Nullable Rational cap,
            @Nullable PeriodState period) {
        static SubscriptionState of(
                OrganizationId organization, SubscriptionView view, Instant now) {
            var end = view.terms().allowance().atEnd();
            return new SubscriptionState(
                    organization,
                    view.number(),
                    view.terms().name(),
                    view.status(now),
                    view.reference(),
                    view.from(),
                    view.ends(),
                    view.unpaid(),
                    view.terms().currency(),
                    view.terms().fee(),
                    view.terms().allowance().unit(),
                    OfferedPlans.endOf(end),
                    OfferedPlans.cap(end),
                    PeriodState.of(view));
        }
    }

    /// drawn + held + left + expired = included.
    ///
    /// @param start its first instant
    /// @param resetsAt the first instant after it
    /// @param fee that was charged for it
    /// @param included in the plan's unit
    /// @param held by open calls
    /// @param left what calls can still hold
    /// @param expired what was left at the end
    /// @param overageHeld money that open calls above the allowance hold
    /// @param overageSpent money that such calls came to
    record PeriodState(
            Instant start,
            Instant resetsAt,
            Money fee,
            Money included,
            Money drawn,
            Money held,
            Money left,
            Money expired,
            Money overageHeld,
            Money overageSpent) {
        static @Nullable PeriodState of(SubscriptionView view) {
            Period period = view.period();
            if (period == null) {
                return null;
            }
            GrantView included = view.included();
            Money zero = Money.ZERO;
            boolean over = included != null && included.status() == GrantView.Status.EXPIRED;
            Money left = included == null ? zero : included.left();
            return new PeriodState(
                    period.start(),
                    period.end(),
                    view.fee(),
                    included == null ? zero : included.grant().amount(),
                    included == null ? zero : included.drawn(),
                    included == null ? zero : included.held(),
                    over ? zero : left,
                    included == null
                            ? zero
                            : over ? included.expired().plus(left) : included.expired(),
                    view.overageHeld(),
                    view.overageSpent());
        }
    }

    SubscriptionState make(Request request, NewSubscription wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        PlanOffer offer = plans.existing(wanted.plan().text());
        Instant now = request.now();
        Instant from = wanted.from() == null ? now : wanted.from();
        String reference = wanted.reference().text();
        changes.make(
                state -> {
                    var terms = Organizations.existing(state, id, now).terms();
                    return state.ledger()
                            .decideSubscription(
                                    id, offer.agreed(from, terms.zone()), from, reference, now);
                },
                now);
        changes.make(state -> state.ledger().decideRenewal(id, now), now);
        return all(id, now).stream()
                .filter(one -> one.reference().equals(reference))
                .findFirst()
                .orElseThrow();
    }

    /// @param subscriptions the first one first
    record SubscriptionList(List<SubscriptionState> subscriptions) {}

    SubscriptionList list(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        return new SubscriptionList(all(id, request.now()));
    }

    SubscriptionState read(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        return last(request, id);
    }

    SubscriptionState end(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        long number = last(request, id).number();
        changes.make(
                state -> state.ledger().decideSubscriptionEnd(id, number, request.now()),
                request.now());
        return last(request, id);
    }

    private SubscriptionState last(Request request, OrganizationId id) {
        List<SubscriptionState> all = all(id, request.now());
        if (all.isEmpty()) {
            throw ApiProblem.notFound(
                    "The organization has no plan.",
                    "POST /api/v1/organizations/{id}/subscription subscribes to one.");
        }
        return all.getLast();
    }

    private List<SubscriptionState> all(OrganizationId id, Instant now) {
        return node.read(state -> state.ledger().subscriptions(id, now)).stream()
                .map(view -> SubscriptionState.of(id, view, now))
                .toList();
    }
}
