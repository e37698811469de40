package io.tokengrid.app;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/// A part of the whole, exact: `0.5%` is 5,000 parts per million.
///
/// @param partsPerMillion 0 to 1,000,000
record Share(int partsPerMillion) {
    private static final Pattern FORM = Pattern.compile("\\d{1,3}(\\.\\d{1,4})? ?%");

    Share {
        if (partsPerMillion < 0 || partsPerMillion > 1_000_000) {
            throw new IllegalArgumentException("a share outside 0% to 100%");
        }
    }

    /// Throws [IllegalArgumentException] for text that is no percentage.
    static Share parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a share");
        }
        String percent = text.substring(0, text.length() - 1).strip();
        return new Share(new BigDecimal(percent).movePointRight(4).intValueExact());
    }
}
