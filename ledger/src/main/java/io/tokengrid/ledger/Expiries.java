package io.tokengrid.ledger;

import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When something of grants lapses, the next one first: so that asking whether anything is due
/// costs one comparison. No part of the state, which it can always be made from again.
final class Expiries {
    private static final Comparator<Due> ORDER =
            Comparator.comparing(Due::at)
                    .thenComparing(Due::organization)
                    .thenComparingLong(Due::grant);

    private final TreeSet<Due> dues = new TreeSet<>(ORDER);

    private record Due(Instant at, OrganizationId organization, long grant) {}

    /// Notes when what is left of an organization's grants lapses.
    void watch(Organization organization) {
        if (organization.grants != null) {
            organization.grants.open().forEach(state -> watch(organization, state));
        }
    }

    /// Notes when what is left of a grant lapses, or that nothing is left.
    void watch(Organization organization, GrantState state) {
        Due due = due(organization, state);
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
        if (organization.grants != null) {
            organization.grants.open().forEach(state -> forget(organization, state));
        }
    }

    void forget(Organization organization, GrantState state) {
        Due due = due(organization, state);
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

    private static @Nullable Due due(Organization organization, GrantState state) {
        Instant at = state.revoked ? Instant.MIN : state.grant.life().expires().orElse(null);
        return at == null ? null : new Due(at, organization.id, state.number);
    }
}
