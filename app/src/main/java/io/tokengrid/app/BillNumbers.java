package io.tokengrid.app;

import io.tokengrid.units.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers and days as files of bills write them. All methods throw [IllegalArgumentException] with
/// what is wrong.
final class BillNumbers {
    private static final Pattern NUMBER =
            Pattern.compile(
                    "[+-]?([0-9]{1,30}|[0-9]{1,3}(,[0-9]{3}){1,9})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?");
    private static final Pattern DAY =
            Pattern.compile("([0-9]{4})[-/年.]?([0-9]{1,2})[-/月.]?([0-9]{1,2})日?([T ].*)?");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{10}");

    private BillNumbers() {}

    static BigDecimal number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("no number");
        }
        return new BigDecimal(text.replace(",", ""));
    }

    /// A whole number of tokens or pieces.
    static long quantity(String text, BillUnit unit) {
        BigDecimal quantity = number(text).scaleByPowerOfTen(unit.zeros);
        if (quantity.signum() < 0) {
            throw new IllegalArgumentException("a negative quantity");
        }
        try {
            return quantity.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    quantity.stripTrailingZeros().scale() > 0
                            ? "no whole number of tokens or pieces"
                            : "more than can be counted",
                    e);
        }
    }

    /// What one token or piece costs.
    static Money price(String text, BillUnit per) {
        BigDecimal price = number(text);
        if (price.signum() < 0) {
            throw new IllegalArgumentException("a negative price");
        }
        return money(price.scaleByPowerOfTen(-per.zeros));
    }

    static Money amount(String text, OptionalInt round) {
        BigDecimal amount = number(text);
        return money(
                round.isPresent()
                        ? amount.setScale(
                                Math.min(round.getAsInt(), Math.max(0, amount.scale())),
                                RoundingMode.HALF_EVEN)
                        : amount);
    }

    private static Money money(BigDecimal value) {
        if (value.stripTrailingZeros().scale() > Money.SCALE) {
            throw new IllegalArgumentException("too many digits: at most 18 after the point");
        }
        try {
            return Money.of(value);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("too many digits before the point", e);
        }
    }

    /// How many digits after the point an amount has.
    static int digits(Money amount) {
        return Math.max(0, amount.toBigDecimal().stripTrailingZeros().scale());
    }

    /// The day of a day or a time; a time with an offset is taken to the zone.
    static LocalDate day(String text, ZoneId zone) {
        try {
            if (SECONDS.matcher(text).matches()) {
                return LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(text)), zone);
            }
            Matcher day = DAY.matcher(text);
            if (!day.matches()) {
                throw new IllegalArgumentException("no day");
            }
            String time = day.group(4);
            if (time != null && time.matches(".*(Z|[+-][0-9:]{2,8})")) {
                return OffsetDateTime.parse(text.replace(' ', 'T'))
                        .atZoneSameInstant(zone)
                        .toLocalDate();
            }
            LocalDate of =
                    LocalDate.of(
                            Integer.parseInt(day.group(1)),
                            Integer.parseInt(day.group(2)),
                            Integer.parseInt(day.group(3)));
            if (time != null && !time.isBlank()) {
                LocalDateTime.parse("2000-01-01T" + time.substring(1).strip());
            }
            return of;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no day", e);
        }
    }
}
