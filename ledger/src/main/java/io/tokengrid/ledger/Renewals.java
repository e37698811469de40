package io.tokengrid.ledger;

import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// When periods of subscriptions begin, the next one first: so that asking whether anything is due
/// costs one comparison. No part of the state, which it can always be made from again.
final class Renewals {
    private final TreeSet<Due> dues =
            new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::organization));
    private final Map<OrganizationId, Due> byOrganization = new HashMap<>();

    private record Due(Instant at, OrganizationId organization) {}

    /// Notes what is due of an organization next.
    void watch(Organization organization) {
        forget(organization);
        SubscriptionState next =
                organization.subscriptions == null ? null : organization.subscriptions.next();
        if (next != null) {
            var due = new Due(next.existingDue(), organization.id);
            dues.add(due);
            byOrganization.put(organization.id, due);
        }
    }

    void forget(Organization organization) {
        Due due = byOrganization.remove(organization.id);
        if (due != null) {
            dues.remove(due);
        }
    }

    /// Whose period is due first; null if none is.
    @Nullable OrganizationId next(Instant now) {
        if (dues.isEmpty()) {
            return null;
        }
        Due first = dues.first();
        return now.isBefore(first.at) ? null : first.organization;
    }
}
