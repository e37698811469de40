package io.tokengrid.rating;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a call happened.
///
/// @param admitted when its money was held
/// @param firstByte when its answer began; null if that is not known
/// @param completed when its answer was complete, at the latest its deadline
public record Moments(Instant admitted, @Nullable Instant firstByte, Instant completed) {
    /// All at once, for usage of which one time is known.
    public static Moments at(Instant time) {
        return new Moments(time, null, time);
    }
}
