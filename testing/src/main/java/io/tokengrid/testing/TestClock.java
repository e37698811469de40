package io.tokengrid.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it, forwards or back. Not thread-safe.
public final class TestClock implements InstantSource {
    private Instant now;

    public TestClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void set(Instant instant) {
        now = instant;
    }

    /// Moves by a duration, which may be negative, and says what time it is then.
    public Instant advance(Duration by) {
        now = now.plus(by);
        return now;
    }
}
