package io.tokengrid.app.bench;

import java.util.Locale;

/// What a row is to reach.
///
/// @param judged which of the row's numbers
/// @param limit in the unit of that number
public record Target(Judged judged, Bound bound, double limit) {
    /// Which number of a row is held against the limit.
    public enum Judged {
        FIGURE,
        RATIO
    }

    /// On which side of the limit it is to be.
    public enum Bound {
        AT_LEAST,
        AT_MOST,
        UNDER;

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static Target figure(Bound bound, double limit) {
        return new Target(Judged.FIGURE, bound, limit);
    }

    static Target ratio(Bound bound, double limit) {
        return new Target(Judged.RATIO, bound, limit);
    }

    boolean isMetBy(double value) {
        return switch (bound) {
            case AT_LEAST -> value >= limit;
            case AT_MOST -> value <= limit;
            case UNDER -> value < limit;
        };
    }
}
