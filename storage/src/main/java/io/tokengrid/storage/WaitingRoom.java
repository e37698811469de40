package io.tokengrid.storage;

import io.tokengrid.units.OrganizationId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// The calls that wait for held money, by organization and in order of arrival. At most
/// [#MAX_PER_ORGANIZATION] each (exactness B6). Entered under the node's lock.
final class WaitingRoom {
    static final int MAX_PER_ORGANIZATION = 1_000;

    private final Map<OrganizationId, SequencedSet<WaitingCall>> waiting = new HashMap<>();

    /// Whether somebody of this organization waits.
    boolean occupied(OrganizationId organization) {
        return waiting.containsKey(organization);
    }

    /// False if there is no place left.
    boolean enter(WaitingCall call) {
        var queue = waiting.computeIfAbsent(call.organization, _ -> new LinkedHashSet<>());
        return queue.size() < MAX_PER_ORGANIZATION && queue.add(call);
    }

    /// False if the call does not wait any more.
    boolean leave(WaitingCall call) {
        var queue = waiting.get(call.organization);
        if (queue == null || !queue.remove(call)) {
            return false;
        }
        if (queue.isEmpty()) {
            waiting.remove(call.organization);
        }
        return true;
    }

    /// Those who wait, in order of arrival.
    List<WaitingCall> of(OrganizationId organization) {
        var queue = waiting.get(organization);
        return queue == null ? List.of() : List.copyOf(queue);
    }
}
