package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When something of grants lapses, the next one first: so that asking whether anything is due
/// costs one comparison. No part of the state, which it can always be made from again.
final class Expiries {
    private static final Comparator<Due> ORDER =
            Comparator.comparing(Due::at)
                    .thenComparing(Due::organization)
                    .thenComparing(Due::unit)
                    .thenComparingLong(Due::grant);

    private final TreeSet<Due> dues = new TreeSet<>(ORDER);

    /// @param unit of the grant
    private record Due(Instant at, OrganizationId organization, CurrencyCode unit, long grant) {}

    /// Notes when what is left of an organization's grants lapses.
    void watch(Organization organization) {
        for (Grants grants : all(organization)) {
            grants.open().forEach(state -> watch(organization, grants, state));
        }
    }

    /// Notes when what is left of a grant lapses, or that nothing is left.
    void watch(Organization organization, Grants grants, GrantState state) {
        Due due = due(organization, grants, state);
        if (due == null) {
            return;
        }
        if (state.left().isPositive()) {
            dues.add(due);
        } else {
            dues.remove(due);
        }
    }

    void forget(Organization organization) {
        for (Grants grants : all(organization)) {
            grants.open().forEach(state -> forget(organization, grants, state));
        }
    }

    void forget(Organization organization, Grants grants, GrantState state) {
        Due due = due(organization, grants, state);
        if (due != null) {
            dues.remove(due);
        }
    }

    /// Of how many grants it knows when something lapses.
    int size() {
        return dues.size();
    }

    /// Whose grants are to be looked at; null if nothing is due.
    @Nullable OrganizationId next(Instant now) {
        if (dues.isEmpty()) {
            return null;
        }
        Due first = dues.first();
        return now.isBefore(first.at) ? null : first.organization;
    }

    /// Forgets what [#next] answered, since nothing lapses there.
    void skip() {
        dues.pollFirst();
    }

    /// What an organization was granted, unit by unit.
    static List<Grants> all(Organization organization) {
        Subscriptions plans = organization.subscriptions;
        if (plans == null) {
            return organization.grants == null ? List.of() : List.of(organization.grants);
        }
        var all = new ArrayList<Grants>();
        if (organization.grants != null) {
            all.add(organization.grants);
        }
        plans.purses.values().forEach(purse -> all.add(purse.existingGrants()));
        return all;
    }

    private static @Nullable Due due(Organization organization, Grants grants, GrantState state) {
        Instant at = state.revoked ? Instant.MIN : state.grant.life().expires().orElse(null);
        return at == null ? null : new Due(at, organization.id, grants.currency, state.number);
    }
}
