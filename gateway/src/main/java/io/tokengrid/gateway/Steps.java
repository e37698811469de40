package io.tokengrid.gateway;

/// How far the hold of a stream goes that grows by steps (exactness B7). What the model writes is
/// counted in bytes of its text, which is never less than its tokens. Confined to its event loop.
final class Steps {
    private final long step;
    private final long ceiling;
    private long decided;
    private long durable;

    /// @param step output tokens of one step; the first is held at admission
    /// @param ceiling the most output tokens that the answer can have
    Steps(long step, long ceiling) {
        this.step = step;
        this.ceiling = ceiling;
        this.decided = Math.min(step, ceiling);
        this.durable = decided;
    }

    /// Whether an answer with so many bytes of text may be given to the client.
    boolean covers(long bytes) {
        return durable == ceiling || bytes <= durable;
    }

    /// Whether it may be once all that was decided is durable.
    boolean willCover(long bytes) {
        return decided == ceiling || bytes <= decided;
    }

    /// Output tokens to hold next, all together: once half of the last step is used. 0 if no step
    /// is due.
    long due(long bytes) {
        return decided == ceiling || bytes <= decided - step / 2
                ? 0
                : Math.min(ceiling, Math.max(decided, bytes) + step);
    }

    /// Output tokens that are held.
    long decided() {
        return decided;
    }

    void decided(long tokens) {
        decided = tokens;
    }

    void durable(long tokens) {
        durable = Math.max(durable, tokens);
    }
}
