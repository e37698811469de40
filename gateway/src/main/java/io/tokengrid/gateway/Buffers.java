package io.tokengrid.gateway;

import java.util.concurrent.atomic.AtomicLong;

/// The memory for requests, and for answers that wait whole for their settlement or are kept for a
/// repeated request: so many bytes over all event loops. Thread-safe.
final class Buffers {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /// @param most bytes
    Buffers(long most) {
        this.most = most;
    }

    /// Bytes that calls have now.
    long taken() {
        return taken.get();
    }

    /// What one call has of it: nothing yet.
    Share share() {
        return new Share();
    }

    /// What one call has. Confined to its event loop.
    final class Share {
        private long bytes;
        private boolean closed;

        /// Whether there was room for so many bytes more.
        boolean take(int more) {
            if (closed || taken.addAndGet(more) > most) {
                if (!closed) {
                    taken.addAndGet(-more);
                }
                return false;
            }
            bytes += more;
            return true;
        }

        /// Gives all of it back; from then on there is no room.
        void close() {
            closed = true;
            taken.addAndGet(-bytes);
            bytes = 0;
        }
    }
}
