package io.tokengrid.storage;

import io.tokengrid.units.OrganizationId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/// The calls that wait for held money, by organization and in order of arrival: only so many of
/// each (exactness B6). Entered under the node's lock.
final class WaitingRoom {
    private final int places;
    private final Map<OrganizationId, SequencedSet<WaitingCall>> waiting = new HashMap<>();

    /// @param places for each organization; 0 lets nobody wait
    WaitingRoom(int places) {
        this.places = places;
    }

    /// Whether somebody of this organization waits.
    boolean occupied(OrganizationId organization) {
        return waiting.containsKey(organization);
    }

    /// False if there is no place left.
    boolean enter(WaitingCall call) {
        var queue = waiting.get(call.organization);
        if (places <= (queue == null ? 0 : queue.size())) {
            return false;
        }
        return waiting.computeIfAbsent(call.organization, _ -> new LinkedHashSet<>()).add(call);
    }

    /// Whether the call still waits.
    boolean has(WaitingCall call) {
        var queue = waiting.get(call.organization);
        return queue != null && queue.contains(call);
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
