package io.tokengrid.metering;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a provider asks to wait. Needs no clock: a date is taken relative to the response's own
/// `Date` header (RFC 9110, section 10.2.3).
final class RetryAfter {

    /// No wait asked for exceeds this; a provider that says more is asked again after a day.
    static final Duration MAX = Duration.ofDays(1);

    private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}(\\.\\d{1,12})?");

    private RetryAfter() {}

    /// Reads `retry-after-ms`, else `retry-after` as seconds or date; null when neither can be
    /// read.
    static @Nullable Duration of(UpstreamFailure.Headers headers) {
        String millis = headers.get("retry-after-ms");
        if (millis != null && DECIMAL.matcher(millis.strip()).matches()) {
            return bounded(new BigDecimal(millis.strip()).movePointRight(6));
        }
        String after = headers.get("retry-after");
        if (after == null) {
            return null;
        }
        Duration seconds = seconds(after.strip());
        return seconds != null ? seconds : untilDate(after.strip(), headers.get("date"));
    }

    /// A decimal number of seconds, or null.
    static @Nullable Duration seconds(String text) {
        return DECIMAL.matcher(text).matches()
                ? bounded(new BigDecimal(text).movePointRight(9))
                : null;
    }

    private static @Nullable Duration untilDate(String then, @Nullable String now) {
        if (now == null) {
            return null;
        }
        try {
            Duration wait = Duration.between(date(now), date(then));
            return wait.isNegative() ? Duration.ZERO : wait.compareTo(MAX) > 0 ? MAX : wait;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    private static ZonedDateTime date(String text) {
        return ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static Duration bounded(BigDecimal nanos) {
        BigDecimal max = BigDecimal.valueOf(MAX.toNanos());
        return Duration.ofNanos(nanos.min(max).setScale(0, RoundingMode.CEILING).longValueExact());
    }
}
