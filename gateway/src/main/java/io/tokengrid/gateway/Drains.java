package io.tokengrid.gateway;

import io.tokengrid.units.KeyId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;

/// The calls that are read to their end although their client is gone, by key: beyond a number of
/// them the oldest is cut (exactness C6). Confined to its event loop.
final class Drains {
    private final int mostPerKey;
    private final Map<KeyId, SequencedSet<CallFlow>> byKey = new HashMap<>();

    Drains(int mostPerKey) {
        this.mostPerKey = mostPerKey;
    }

    void add(KeyId key, CallFlow call) {
        SequencedSet<CallFlow> calls = byKey.computeIfAbsent(key, _ -> new LinkedHashSet<>());
        calls.add(call);
        if (calls.size() > mostPerKey) {
            calls.removeFirst().cut(Cut.CLIENT_GONE);
        }
    }

    /// Forgets a call that has ended.
    void remove(KeyId key, CallFlow call) {
        SequencedSet<CallFlow> calls = byKey.get(key);
        if (calls != null && calls.remove(call) && calls.isEmpty()) {
            byKey.remove(key);
        }
    }
}
