package io.tokengrid.storage.postgres;

import io.tokengrid.rating.focus.FocusRow;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which charges are asked for.
///
/// @param organization null for all
/// @param from inclusive: where the periods begin that are meant
/// @param to exclusive
/// @param by which period of a charge that is
public record FocusQuery(@Nullable OrganizationId organization, Instant from, Instant to, By by) {
    /// A period that a charge has.
    public enum By {
        /// When it was used.
        CHARGE,
        /// When it is billed, so that whole invoices are found.
        BILLING
    }

    boolean has(FocusRow row) {
        Instant start =
                switch (by) {
                    case CHARGE -> row.charge().start();
                    case BILLING -> row.billing().start();
                };
        return !start.isBefore(from) && start.isBefore(to);
    }
}
