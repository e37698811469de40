package io.tokengrid.console;

import org.jspecify.annotations.Nullable;

/// One invariant by its name, as a self-check found it.
///
/// @param figure what was looked at, with numbers
/// @param detail the first contradiction, or why nothing can be said; null if it holds
record Invariant(String name, Status status, String figure, @Nullable String detail) {
    enum Status {
        HOLDS,
        BROKEN,
        /// It could not be looked at within the time, or not from what is kept.
        UNKNOWN
    }

    static Invariant holds(String name, String figure) {
        return new Invariant(name, Status.HOLDS, figure, null);
    }

    static Invariant broken(String name, String figure, String detail) {
        return new Invariant(name, Status.BROKEN, figure, detail);
    }

    static Invariant unknown(String name, String figure, String detail) {
        return new Invariant(name, Status.UNKNOWN, figure, detail);
    }

    static Invariant of(String name, boolean holds, String figure, String detail) {
        return holds ? holds(name, figure) : broken(name, figure, detail);
    }
}
