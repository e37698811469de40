package io.tokengrid.console;

import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.BudgetScope;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// API keys: issuing, reading, changing and revoking them. The secret is shown once and kept as a
/// hash.
final class Keys {
    private static final int MAX_MODELS = 200;

    private final Node node;
    private final Sleepers sleepers;
    private final Organizations organizations;
    private final Changes changes;
    private final Secrets secrets;

    Keys(
            Node node,
            Sleepers sleepers,
            Organizations organizations,
            Changes changes,
            Secrets secrets) {
        this.node = node;
        this.sleepers = sleepers;
        this.organizations = organizations;
        this.changes = changes;
        this.secrets = secrets;
    }

    /// @param expires the first instant at which it is refused; never if left out
    /// @param models the only models it may call; all if left out or empty
    record NewKey(
            Texts.Label department,
            Texts.Label application,
            Texts.Label function,
            Budgets.@Nullable Limit budget,
            @Nullable Instant expires,
            @Nullable List<Texts.Label> models) {}

    /// What is left out stays; `null` takes an expiry or a budget away.
    record KeyChange(
            @Nullable Given<Instant> expires,
            @Nullable List<Texts.Label> models,
            @Nullable Given<Budgets.Limit> budget) {}

    /// @param key the secret, shown only here
    record IssuedKey(
            KeyId id,
            String key,
            OrganizationId organization,
            String department,
            String application,
            String function,
            Budgets.@Nullable BudgetState budget,
            @Nullable Instant expires,
            List<String> models,
            Instant issuedAt) {}

    /// @param budget the key's own; null if it has none
    /// @param models the only models it may call; empty for all
    /// @param revokedAt null while it is in force
    record Key(
            KeyId id,
            OrganizationId organization,
            String department,
            String application,
            String function,
            Budgets.@Nullable BudgetState budget,
            @Nullable Instant expires,
            List<String> models,
            Instant issuedAt,
            @Nullable Instant revokedAt) {}

    IssuedKey issue(Request request, NewKey wanted) {
        OrganizationId organization =
                organizations.existing(request.organization(), request.now()).id();
        var costCentre =
                new CostCentre(
                        wanted.department().text(),
                        wanted.application().text(),
                        wanted.function().text());
        var limits = new KeyLimits(wanted.expires(), models(wanted.models()));
        KeyId id = secrets.key();
        String secret = secrets.secret();
        changes.make(
                state ->
                        state.ledger()
                                .decideKey(
                                        id,
                                        organization,
                                        costCentre,
                                        Secrets.hash(secret),
                                        limits,
                                        request.now()),
                request.now());
        // Nobody knows the secret yet, so the key cannot be used before its budget is there.
        if (wanted.budget() != null) {
            setBudget(organization, id, wanted.budget(), request.now());
        }
        Key key = read(id, request.now());
        return new IssuedKey(
                id,
                secret,
                organization,
                key.department(),
                key.application(),
                key.function(),
                key.budget(),
                key.expires(),
                key.models(),
                key.issuedAt());
    }

    Page<Key> list(Request request) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        Page<KeyView> page =
                Parameters.page(
                        request,
                        node.read(state -> state.ledger().keys(id)),
                        view -> view.id().toString());
        return new Page<>(
                page.items().stream().map(view -> read(view.id(), request.now())).toList(),
                page.next());
    }

    Key read(Request request) {
        return read(awake(request), request.now());
    }

    /// The key in the path, brought back if it was at rest and there is one.
    private KeyId awake(Request request) {
        KeyId id = request.id(KeyId.class);
        sleepers.wake(new WakeBy.Key(id));
        return id;
    }

    Key change(Request request, KeyChange wanted) {
        KeyId id = awake(request);
        KeyView before = node.read(state -> existing(state, id));
        if (wanted.expires() != null || wanted.models() != null) {
            changes.make(
                    state -> {
                        KeyLimits old = existing(state, id).limits();
                        var limits =
                                new KeyLimits(
                                        wanted.expires() == null
                                                ? old.expires()
                                                : wanted.expires().value(),
                                        wanted.models() == null
                                                ? old.models()
                                                : models(wanted.models()));
                        return limits.equals(old)
                                ? null
                                : state.ledger().decideKeyLimits(id, limits, request.now());
                    },
                    request.now());
        }
        if (wanted.budget() != null) {
            setBudget(before.organization(), id, wanted.budget().value(), request.now());
        }
        return read(id, request.now());
    }

    Key revoke(Request request) {
        KeyId id = awake(request);
        node.read(state -> existing(state, id));
        changes.make(state -> state.ledger().decideRevocation(id, request.now()), request.now());
        return read(id, request.now());
    }

    private void setBudget(
            OrganizationId organization, KeyId id, Budgets.@Nullable Limit budget, Instant now) {
        BudgetScope scope = BudgetScope.key(organization, id);
        var budgets =
                budget == null ? List.<io.tokengrid.ledger.Budget>of() : List.of(budget.budget());
        changes.make(state -> state.ledger().decideBudgets(scope, budgets, now), now);
    }

    private Key read(KeyId id, Instant now) {
        return node.read(state -> {
            KeyView view = existing(state, id);
            Budgets.BudgetState budget =
                    state.ledger().budgets(id, now).stream()
                            .filter(of -> of.scope().key() != null)
                            .map(Budgets.BudgetState::of)
                            .findFirst()
                            .orElse(null);
            CostCentre centre = view.costCentre();
            return new Key(
                    view.id(),
                    view.organization(),
                    centre.department(),
                    centre.application(),
                    centre.function(),
                    budget,
                    view.limits().expires(),
                    view.limits().models(),
                    view.issuedAt(),
                    view.revokedAt());
        });
    }

    private static KeyView existing(NodeState state, KeyId id) {
        KeyView view = state.ledger().key(id);
        if (view == null) {
            throw ApiProblem.notFound(
                    "There is no key " + id + ".",
                    "GET /api/v1/organizations/ID/keys lists an organization's keys by id.");
        }
        return view;
    }

    private static List<String> models(@Nullable List<Texts.Label> models) {
        if (models == null) {
            return List.of();
        }
        if (models.size() > MAX_MODELS) {
            throw ApiProblem.invalid(
                    "invalid_value",
                    "'models' has more than " + MAX_MODELS + " entries.",
                    "Leave it empty to allow all.");
        }
        return models.stream().map(Texts.Label::text).distinct().toList();
    }
}
