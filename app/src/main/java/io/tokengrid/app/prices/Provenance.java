package io.tokengrid.app.prices;

import java.util.Locale;

/// Where a list price is from; shown with every figure.
///
/// @param source who was read, and as of when, such as `litellm@2026-08-01`
/// @param checked when the figure was last held against what the provider publishes, in the
///   source's words; empty where it does not say
/// @param status how far to trust it
/// @param link where it can be looked up; empty where none is known
public record Provenance(String source, String checked, Status status, String link) {
    /// How a figure is known.
    public enum Status {
        /// Read in the source named.
        SOURCED,
        /// Worked out from figures of the source.
        DERIVED;

        /// The name in files and JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Such as `litellm@2026-08-01, checked 2026-08-01, sourced`.
    @Override
    public String toString() {
        return source + (checked.isEmpty() ? "" : ", checked " + checked) + ", " + status.key();
    }
}
