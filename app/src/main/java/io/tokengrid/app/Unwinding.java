package io.tokengrid.app;

import java.util.ArrayDeque;
import java.util.Deque;

/// Closes what was started, last first, when a start fails half-way.
final class Unwinding implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Unwinding.class.getName());

    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /// Remembers a part and gives it back.
    <T extends AutoCloseable> T add(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() {
        for (AutoCloseable part : started) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "could not be closed", e);
            }
        }
    }
}
