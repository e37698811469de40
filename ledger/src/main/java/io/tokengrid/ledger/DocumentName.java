package io.tokengrid.ledger;

import java.util.Locale;
import java.util.regex.Pattern;

/// The number of a document about money, such as `INV-000017`: no number of a series is left out.
///
/// @param series what numbers begin with: 1 to 20 letters, digits, hyphens, points and underscores,
///   the last one no digit
/// @param number from 1
public record DocumentName(String series, long number) {
    private static final Pattern SERIES = Pattern.compile("[A-Za-z0-9._-]{0,19}[A-Za-z._-]");

    public DocumentName {
        requireSeries(series);
        if (number < 1) {
            throw new IllegalArgumentException("documents are numbered from 1");
        }
    }

    /// Reads what [#toString] gave; throws [IllegalArgumentException] for anything else.
    public static DocumentName parse(String text) {
        int digits = text.length();
        while (digits > 0 && Character.isDigit(text.charAt(digits - 1))) {
            digits--;
        }
        if (text.length() - digits < 6 || text.length() - digits > 18) {
            throw new IllegalArgumentException("no document has such a number: '" + text + "'");
        }
        return new DocumentName(text.substring(0, digits), Long.parseLong(text.substring(digits)));
    }

    /// Throws [IllegalArgumentException] for what no series is called.
    public static void requireSeries(String series) {
        if (!SERIES.matcher(series).matches()) {
            throw new IllegalArgumentException(
                    "a series is 1 to 20 letters, digits, '-', '.' and '_', and ends in no digit: '"
                            + series
                            + "'");
        }
    }

    /// As people read it: the number has six digits at least.
    @Override
    public String toString() {
        return series + String.format(Locale.ROOT, "%06d", number);
    }
}
