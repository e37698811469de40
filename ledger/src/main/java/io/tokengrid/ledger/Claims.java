package io.tokengrid.ledger;

import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Idempotency keys in use, by organization and key (exactness E): those of open calls, and those
/// of charged ones until they expire or too many are remembered, the first charged going first.
final class Claims {
    record Name(OrganizationId organization, String key) {}

    /// @param charge null while the call is open
    /// @param unit of the plan that the charge is in; null for money
    record Entry(
            Name name,
            Sha256 body,
            CallId call,
            Instant expires,
            @Nullable Money charge,
            @Nullable CurrencyCode unit) {}

    private final int most;
    private final Map<Name, Entry> open = new HashMap<>();
    private final LinkedHashMap<Name, Entry> charged = new LinkedHashMap<>();

    /// @param most how many are remembered, unless more calls are open
    Claims(int most) {
        this.most = most;
    }

    /// The entry in force at an instant.
    @Nullable Entry find(Name name, Instant at) {
        Entry entry = open.get(name);
        if (entry != null) {
            return entry;
        }
        Entry ended = charged.get(name);
        return ended != null && at.isBefore(ended.expires()) ? ended : null;
    }

    void open(Name name, Sha256 body, CallId call, Instant expires, Instant at) {
        charged.remove(name);
        while (!charged.isEmpty()) {
            Entry eldest = charged.firstEntry().getValue();
            if (open.size() + charged.size() < most && at.isBefore(eldest.expires())) {
                break;
            }
            charged.pollFirstEntry();
        }
        open.put(name, new Entry(name, body, call, expires, null, null));
    }

    /// @param unit of the plan that the charge is in; null for money
    void charged(Name name, Money charge, @Nullable CurrencyCode unit) {
        Entry entry = open.remove(name);
        if (entry != null) {
            charged.put(
                    name,
                    new Entry(name, entry.body(), entry.call(), entry.expires(), charge, unit));
        }
    }

    void free(Name name) {
        open.remove(name);
    }

    /// Those that are remembered: the charged ones in that order, then the open ones by call.
    List<Entry> all() {
        var all = new ArrayList<Entry>(charged.values());
        open.values().stream().sorted(Comparator.comparing(Entry::call)).forEach(all::add);
        return all;
    }

    void restore(Entry entry) {
        (entry.charge() == null ? open : charged).put(entry.name(), entry);
    }
}
