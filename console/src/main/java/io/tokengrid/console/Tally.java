package io.tokengrid.console;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How often an invariant was looked at, and where it was broken first. Not thread-safe.
final class Tally {
    private long checked;
    private long broken;
    private @Nullable String first;

    void check(boolean holds, Supplier<String> detail) {
        checked++;
        if (!holds) {
            broken++;
            if (first == null) {
                first = detail.get();
            }
        }
    }

    long checked() {
        return checked;
    }

    /// The invariant with this figure, broken if it ever was.
    Invariant invariant(String name, String figure) {
        return broken == 0
                ? Invariant.holds(name, figure)
                : Invariant.broken(name, figure + ", " + broken + " broken", String.valueOf(first));
    }
}
