package io.tokengrid.app;

import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.LocalHours;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the values of a plan's file are read. All numbers are exact.
final class PlanKinds {
    private PlanKinds() {}

    /// A length of a period or window, before it is anchored.
    record Every(int count, Cycle.Unit unit) {
        private static final Map<String, Every> WORDS =
                Map.of(
                        "hour", new Every(1, Cycle.Unit.HOUR),
                        "day", new Every(1, Cycle.Unit.DAY),
                        "week", new Every(1, Cycle.Unit.WEEK),
                        "month", new Every(1, Cycle.Unit.MONTH),
                        "quarter", new Every(3, Cycle.Unit.MONTH),
                        "year", new Every(1, Cycle.Unit.YEAR));

        static Every parse(String text) {
            List<String> words = List.of(text.split(" ", -1));
            Every one =
                    Optional.ofNullable(WORDS.get(words.getLast().replaceFirst("s$", "")))
                            .orElseThrow(IllegalArgumentException::new);
            int count = words.size() == 1 ? 1 : Integer.parseInt(words.getFirst());
            require(words.size() <= 2 && count >= 1 && count <= 300);
            return new Every(count * one.count, one.unit);
        }

        Cycle from(LocalDate anchor, ZoneId zone) {
            return new Cycle(count, unit, anchor, zone);
        }
    }

    /// A currency that invoices are paid in.
    static Kind<CurrencyCode> currency() {
        return new Kind<>(
                "a currency that is paid in, such as CNY",
                text -> {
                    var currency = new CurrencyCode(text);
                    require(currency.digits() >= 0);
                    return currency;
                },
                false);
    }

    /// An exact number, not negative.
    static Kind<Rational> amount() {
        return new Kind<>(
                "a number of 0 or more, such as 0.0006 or 1/3",
                text -> {
                    Rational value = Rational.parse(text);
                    require(!value.isNegative());
                    return value;
                },
                false);
    }

    /// An exact number of either sign.
    static Kind<Rational> number() {
        return new Kind<>("a number, such as 0.0006, -5 or 1/3", Rational::parse, false);
    }

    /// A part of a whole, from none to all of it.
    static Kind<Rational> share() {
        return new Kind<>(
                "a share from 0 % to 100 %, such as 8.25%, 0.0825 or 29/30",
                text -> {
                    boolean percent = text.endsWith("%");
                    Rational value =
                            Rational.parse(
                                    percent ? text.substring(0, text.length() - 1).strip() : text);
                    Rational share = percent ? value.dividedBy(Rational.of(100)) : value;
                    require(!share.isNegative() && share.compareTo(Rational.ONE) <= 0);
                    return share;
                },
                false);
    }

    /// An instant.
    static Kind<PlanTime> time() {
        return new Kind<>(
                "a day or a time, such as 2026-11-01, 2026-11-01T09:00 by the customer's clock, or"
                        + " 2026-11-01T09:00+08:00",
                PlanTime::parse,
                false);
    }

    /// A day of the calendar.
    static Kind<LocalDate> day() {
        return new Kind<>("a day, such as 2026-11-01", LocalDate::parse, false);
    }

    /// A time zone by its name.
    static Kind<ZoneId> zone() {
        return new Kind<>("a time zone, such as Asia/Shanghai or UTC", ZoneId::of, false);
    }

    /// The length of a period.
    static Kind<Every> every() {
        return new Kind<>(
                "hour, day, week, month, quarter or year, or several such as 3 months",
                Every::parse,
                false);
    }

    /// Hours of a day.
    static Kind<LocalHours> hours() {
        return new Kind<>(
                "hours such as 09:00-12:00, the end not included",
                text -> {
                    String[] ends = text.split("-", -1);
                    require(ends.length == 2);
                    return new LocalHours(LocalTime.parse(ends[0]), LocalTime.parse(ends[1]));
                },
                false);
    }

    /// The order in which grants are drawn.
    static Kind<BurnOrder> burnOrder() {
        return new Kind<>(
                "some of seat, priority, expiry, promotional, cost-basis, starts, parted by >",
                text ->
                        new BurnOrder(
                                Arrays.stream(text.split(">", -1))
                                        .map(String::strip)
                                        .map(Kind.choice(BurnOrder.Rule.class).parser())
                                        .toList()),
                false);
    }

    /// Names parted by commas.
    static Kind<List<String>> names() {
        return new Kind<>(
                "names parted by commas, such as alice, bob",
                text -> {
                    List<String> names =
                            Arrays.stream(text.split(",", -1)).map(String::strip).toList();
                    require(names.stream().allMatch(Kind::isName));
                    return names;
                },
                false);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }
}
