package io.tokengrid.console;

import io.tokengrid.ledger.Budget;
import io.tokengrid.ledger.BudgetPeriod;
import io.tokengrid.ledger.BudgetScope;
import io.tokengrid.ledger.BudgetView;
import io.tokengrid.storage.Node;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What parts of an organization may use in a period.
final class Budgets {
    private final Node node;
    private final Organizations organizations;
    private final Changes changes;

    /// One whole list after the other: setting one takes several facts.
    private final ReentrantLock oneAtATime = new ReentrantLock();

    Budgets(Node node, Organizations organizations, Changes changes) {
        this.node = node;
        this.organizations = organizations;
        this.changes = changes;
    }

    /// A limit of money or of tokens, one of the two.
    ///
    /// @param hard whether calls beyond it are refused; true if left out
    record Limit(
            @Nullable Amount amount,
            @Nullable TokenCount tokens,
            BudgetPeriod per,
            @Nullable Boolean hard) {
        Limit {
            budget(amount, tokens, per, hard);
        }

        Budget budget() {
            return Budgets.Limit.budget(amount, tokens, per, hard);
        }

        private static Budget budget(
                @Nullable Amount amount,
                @Nullable TokenCount tokens,
                BudgetPeriod per,
                @Nullable Boolean hard) {
            return new Budget(
                    amount == null ? null : amount.money(), tokens, per, hard == null || hard);
        }
    }

    /// A limit for the organization, or for the department, application or function that it names.
    record ScopedLimit(
            Texts.@Nullable Label department,
            Texts.@Nullable Label application,
            Texts.@Nullable Label function,
            @Nullable Amount amount,
            @Nullable TokenCount tokens,
            BudgetPeriod per,
            @Nullable Boolean hard) {
        ScopedLimit {
            Limit.budget(amount, tokens, per, hard);
            if ((application != null && department == null)
                    || (function != null && application == null)) {
                throw new IllegalArgumentException(
                        "an application needs its 'department', a function its 'application' too");
            }
        }

        BudgetScope scope(OrganizationId organization) {
            return new BudgetScope(
                    organization, text(department), text(application), text(function), null);
        }

        private static @Nullable String text(Texts.@Nullable Label label) {
            return label == null ? null : label.text();
        }
    }

    record BudgetsWanted(List<ScopedLimit> budgets) {}

    record BudgetList(List<BudgetState> budgets) {}

    /// A budget as it stands.
    ///
    /// @param key null unless it is one key's
    /// @param resets the first instant of the next period; null if there is none
    /// @param spent settled in this period by calls admitted in it
    /// @param held reserved by open ones
    record BudgetState(
            @Nullable String department,
            @Nullable String application,
            @Nullable String function,
            @Nullable KeyId key,
            @Nullable Money amount,
            @Nullable TokenCount tokens,
            BudgetPeriod per,
            boolean hard,
            Instant periodStart,
            @Nullable Instant resets,
            Money spent,
            Money held,
            TokenCount tokensSpent,
            TokenCount tokensHeld) {
        static BudgetState of(BudgetView view) {
            BudgetScope scope = view.scope();
            Budget budget = view.budget();
            return new BudgetState(
                    scope.department(),
                    scope.application(),
                    scope.function(),
                    scope.key(),
                    budget.amount(),
                    budget.tokens(),
                    budget.per(),
                    budget.hard(),
                    view.periodStart(),
                    view.resets(),
                    view.spent(),
                    view.held(),
                    view.tokensSpent(),
                    view.tokensHeld());
        }
    }

    BudgetList list(Request request) {
        return list(
                organizations.existing(request.organization(), request.now()).id(), request.now());
    }

    /// Sets all budgets of the organization and its parts, in place of those there were. Budgets of
    /// keys are the keys' own.
    BudgetList set(Request request, BudgetsWanted wanted) {
        OrganizationId id = organizations.existing(request.organization(), request.now()).id();
        Map<BudgetScope, List<Budget>> byScope = new LinkedHashMap<>();
        for (ScopedLimit limit : wanted.budgets()) {
            byScope.computeIfAbsent(limit.scope(id), _ -> new ArrayList<>())
                    .add(Limit.budget(limit.amount(), limit.tokens(), limit.per(), limit.hard()));
        }
        oneAtATime.lock();
        try {
            for (BudgetView view : views(id, request.now())) {
                if (view.scope().key() == null) {
                    byScope.putIfAbsent(view.scope(), List.of());
                }
            }
            byScope.forEach((scope, budgets) ->
                    changes.make(
                            state -> state.ledger().decideBudgets(scope, budgets, request.now()),
                            request.now()));
        } finally {
            oneAtATime.unlock();
        }
        return list(id, request.now());
    }

    private BudgetList list(OrganizationId id, Instant now) {
        return new BudgetList(views(id, now).stream().map(BudgetState::of).toList());
    }

    private List<BudgetView> views(OrganizationId id, Instant now) {
        return node.read(state -> state.ledger().budgets(id, now));
    }
}
