package io.tokengrid.gateway;

import java.util.concurrent.atomic.AtomicLong;

/// The memory for requests, and for answers that wait whole for their settlement or are kept for a
/// repeated request: so many bytes over all event loops. A quarter is out of reach of answers,
/// which can pass as they come where there is no room; a request could only be refused.
/// Thread-safe.
final class Buffers {
    private final long most;
    private final long mostForAnswers;
    private final AtomicLong taken = new AtomicLong();

    /// @param most bytes
    Buffers(long most) {
        this.most = most;
        mostForAnswers = most - most / 4;
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

        /// Whether there was room for so many bytes more of a request.
        boolean takeForRequest(int more) {
            return take(more, most);
        }

        /// Whether there was room for so many bytes more of an answer.
        boolean takeForAnswer(int more) {
            return take(more, mostForAnswers);
        }

        private boolean take(int more, long limit) {
            if (closed || taken.addAndGet(more) > limit) {
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
