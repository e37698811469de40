package io.tokengrid.console;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Grant;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.ledger.GrantView;
import io.tokengrid.rating.plan.Grant.Life;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Money given to organizations ahead of its use: prepaid blocks and promotional credits.
final class Grants {
    private final Node node;
    private final Organizations organizations;
    private final Changes changes;

    Grants(Node node, Organizations organizations, Changes changes) {
        this.node = node;
        this.organizations = organizations;
        this.changes = changes;
    }

    /// @param reference the grant's own name: the same one again changes nothing
    /// @param amount what calls can draw
    /// @param paid what was paid for all of it, for a prepaid grant; the amount if left out
    /// @param priority from 0 to 1000, the lower number is drawn first; 100 if left out
    /// @param starts the first instant at which calls can be admitted on it; now if left out
    /// @param expires the first instant at which none can any more; never if left out
    /// @param models the only models that can draw on it; all if left out or empty
    record NewGrant(
            Texts.Reference reference,
            GrantKind kind,
            Amount amount,
            @Nullable Amount paid,
            @Nullable Integer priority,
            @Nullable Instant starts,
            @Nullable Instant expires,
            @Nullable List<Texts.Label> models) {}

    /// Why it is taken back.
    record Withdrawal(Texts.Reason reason) {}

    /// drawn + held + left + expired + withdrawn = amount.
    ///
    /// @param number names it among the organization's grants
    /// @param paid what was paid for all of it
    /// @param drawn what calls have paid with it
    /// @param held reserved by open calls
    /// @param left what calls can still hold
    /// @param expired what was left of it at its expiry: breakage, if it was paid for
    /// @param withdrawn what an operator took back
    /// @param recognised paid x drawn / amount: what of the payment the calls have earned, rounded
    ///   to 18 digits
    record GrantState(
            long number,
            OrganizationId organization,
            CurrencyCode currency,
            String reference,
            GrantKind kind,
            GrantView.Status status,
            Money amount,
            Money paid,
            int priority,
            Instant starts,
            @Nullable Instant expires,
            List<String> models,
            Instant grantedAt,
            Money drawn,
            Money held,
            Money left,
            Money expired,
            Money withdrawn,
            Money recognised) {
        static GrantState of(OrganizationId organization, CurrencyCode currency, GrantView view) {
            Grant grant = view.grant();
            boolean over = view.status() == GrantView.Status.EXPIRED;
            return new GrantState(
                    view.number(),
                    organization,
                    currency,
                    grant.reference(),
                    grant.kind(),
                    view.status(),
                    grant.amount(),
                    grant.paid(),
                    grant.priority(),
                    grant.life().starts(),
                    grant.life().expires().orElse(null),
                    List.copyOf(grant.models()),
                    view.grantedAt(),
                    view.drawn(),
                    view.held(),
                    over ? Money.ZERO : view.left(),
                    over ? view.expired().plus(view.left()) : view.expired(),
                    view.withdrawn(),
                    view.recognised());
        }
    }

    GrantState make(Request request, NewGrant wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        String reference = wanted.reference().text();
        changes.make(
                state -> {
                    var terms = Organizations.existing(state, id, request.now()).terms();
                    if (terms.billing() == Billing.INTERNAL) {
                        throw ApiProblem.conflict(
                                "no_wallet",
                                "An internal organization has no money to draw on.",
                                "Set budgets, or change its billing first.");
                    }
                    GrantView before =
                            state.ledger().grants(id, request.now()).stream()
                                    .filter(one -> one.grant().reference().equals(reference))
                                    .findFirst()
                                    .orElse(null);
                    return state.ledger()
                            .decideGrant(id, grant(wanted, before, request.now()), request.now());
                },
                request.now());
        return list(request, id).stream()
                .filter(one -> one.reference().equals(reference))
                .findFirst()
                .orElseThrow();
    }

    Page<GrantState> list(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        return Parameters.page(request, list(request, id), one -> String.valueOf(one.number()));
    }

    GrantState withdraw(Request request, Withdrawal wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        long number = number(request);
        if (list(request, id).stream().noneMatch(one -> one.number() == number)) {
            throw unknown(request);
        }
        changes.make(
                state ->
                        state.ledger()
                                .decideWithdrawal(
                                        id, number, wanted.reason().text(), request.now()),
                request.now());
        return list(request, id).stream()
                .filter(one -> one.number() == number)
                .findFirst()
                .orElseThrow();
    }

    private List<GrantState> list(Request request, OrganizationId id) {
        return node.read(state -> {
            CurrencyCode currency =
                    Organizations.existing(state, id, request.now()).terms().currency();
            return state.ledger().grants(id, request.now()).stream()
                    .map(view -> GrantState.of(id, currency, view))
                    .toList();
        });
    }

    private static long number(Request request) {
        try {
            return Long.parseLong(request.path().getOrDefault("grant", ""));
        } catch (NumberFormatException _) {
            throw unknown(request);
        }
    }

    private static ApiProblem unknown(Request request) {
        return ApiProblem.notFound(
                "There is no grant '" + request.path().get("grant") + "' of the organization.",
                "GET /api/v1/organizations/{id}/grants lists them with their numbers.");
    }

    /// @param before what was granted by this reference before: one that is sent again without
    ///   `starts` began when that did
    private static Grant grant(NewGrant wanted, @Nullable GrantView before, Instant now) {
        Instant starts = wanted.starts();
        if (starts == null) {
            starts = before == null ? now : before.grant().life().starts();
        }
        Money amount = wanted.amount().money();
        boolean prepaid = wanted.kind() == GrantKind.PREPAID;
        Money paid = prepaid ? amount : Money.ZERO;
        if (wanted.paid() != null) {
            paid = wanted.paid().money();
        }
        Set<String> models = new LinkedHashSet<>();
        if (wanted.models() != null) {
            wanted.models().forEach(model -> models.add(model.text()));
        }
        return new Grant(
                wanted.reference().text(),
                wanted.kind(),
                amount,
                paid,
                wanted.priority() == null ? Grant.USUAL_PRIORITY : wanted.priority(),
                new Life(starts, Optional.ofNullable(wanted.expires())),
                models);
    }
}
