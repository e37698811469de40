package io.tokengrid.ledger;

import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Idempotency keys in use, by organization and key (exactness E). At most [#MAX] are remembered;
/// beyond, the oldest that is not open is forgotten.
final class Claims {
    static final int MAX = 1_000_000;

    record Name(OrganizationId organization, String key) {}

    /// @param charge null while the call is open
    record Entry(Name name, Sha256 body, CallId call, Instant expires, @Nullable Money charge) {}

    private final Map<Name, Entry> entries = new HashMap<>();
    private final ArrayDeque<Entry> oldestFirst = new ArrayDeque<>();

    /// The entry in force at an instant.
    @Nullable Entry find(Name name, Instant at) {
        Entry entry = entries.get(name);
        boolean forgotten =
                entry != null && entry.charge() != null && !at.isBefore(entry.expires());
        return forgotten ? null : entry;
    }

    void open(Name name, Sha256 body, CallId call, Instant expires, Instant at) {
        forget(at);
        var entry = new Entry(name, body, call, expires, null);
        entries.put(name, entry);
        oldestFirst.addLast(entry);
    }

    void charged(Name name, CallId call, Money charge) {
        entries.computeIfPresent(
                name,
                (_, entry) ->
                        entry.call().equals(call)
                                ? new Entry(name, entry.body(), call, entry.expires(), charge)
                                : entry);
    }

    void free(Name name, CallId call) {
        Entry entry = entries.get(name);
        if (entry != null && entry.call().equals(call)) {
            entries.remove(name);
        }
    }

    /// Those that are still remembered, oldest first.
    List<Entry> all() {
        var all = new ArrayList<Entry>(entries.size());
        for (Entry then : oldestFirst) {
            Entry now = entries.get(then.name());
            if (now != null && now.call().equals(then.call())) {
                all.add(now);
            }
        }
        return all;
    }

    void restore(Entry entry) {
        entries.put(entry.name(), entry);
        oldestFirst.addLast(entry);
    }

    private void forget(Instant at) {
        while (!oldestFirst.isEmpty()) {
            Entry eldest = oldestFirst.getFirst();
            Entry now = entries.get(eldest.name());
            boolean superseded = now == null || !now.call().equals(eldest.call());
            boolean ended = now != null && now.charge() != null;
            boolean due = !at.isBefore(eldest.expires()) || entries.size() >= MAX;
            if (!superseded && !(ended && due)) {
                return;
            }
            oldestFirst.removeFirst();
            if (!superseded) {
                entries.remove(eldest.name());
            }
        }
    }
}
