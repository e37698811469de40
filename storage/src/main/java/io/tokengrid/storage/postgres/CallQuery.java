package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallState;
import io.tokengrid.units.CallId;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which calls to list, newest first by the time of admission.
///
/// @param organization null for all
/// @param key null for all
/// @param state null for all
/// @param from inclusive; null for no limit
/// @param to exclusive; null for no limit
/// @param after where the page before ended; null for the first
/// @param limit 1 to [#MAX_LIMIT]
public record CallQuery(
        @Nullable OrganizationId organization,
        @Nullable KeyId key,
        @Nullable CallState state,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Cursor after,
        int limit) {
    /// The most calls of one page.
    public static final int MAX_LIMIT = 1_000;

    public CallQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("'limit' is from 1 to " + MAX_LIMIT);
        }
    }

    /// The last call of a page. Written `MICROSECONDS.call-NODE-EPOCH-SEQUENCE`.
    ///
    /// @param admitted to the microsecond
    public record Cursor(Instant admitted, CallId call) {
        /// Throws [IllegalArgumentException] for anything that [#toString] does not write.
        public static Cursor parse(String text) {
            int dot = text.indexOf('.');
            try {
                if (dot > 0) {
                    long micros = Long.parseLong(text, 0, dot, 10);
                    return new Cursor(
                            Micros.instant(micros), CallId.parse(text.substring(dot + 1)));
                }
            } catch (IllegalArgumentException _) {
                // The one message below says it for every kind of wrong text.
            }
            throw new IllegalArgumentException("'after' is not what a page gave as 'next'");
        }

        @Override
        public String toString() {
            return Micros.of(admitted) + "." + call;
        }
    }
}
