package io.tokengrid.app;

import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How the text of a setting becomes a value, and what is allowed. Every setting is read from text,
/// never by way of a floating-point number, so that `1.10` stays `1.10`.
///
/// @param allowed what may stand there, to follow "is not" in a message; names an example
/// @param parser throws [IllegalArgumentException] (or a subtype of it, or a
///   [java.time.DateTimeException]) for any other text; its message is not shown
/// @param secret whether the text must never be repeated in a message
record Kind<T>(String allowed, Function<String, T> parser, boolean secret) {
    private static final int MAX_NAME = 100;
    private static final int MAX_TEXT = 500;

    private static <T> Kind<T> of(String allowed, Function<String, T> parser) {
        return new Kind<>(allowed, parser, false);
    }

    /// A name of visible characters, at most 100 long.
    static Kind<String> name() {
        return of(
                "a name of at most " + MAX_NAME + " visible characters",
                text -> {
                    require(isName(text));
                    return text;
                });
    }

    /// One line of text.
    static Kind<String> text() {
        return of(
                "a line of at most " + MAX_TEXT + " characters",
                text -> {
                    require(text.length() <= MAX_TEXT && text.lines().count() == 1);
                    return text;
                });
    }

    /// A whole number of 1 to 1,000,000.
    static Kind<Integer> weight() {
        Kind<Long> number = number(1, 1_000_000);
        return of(number.allowed(), text -> Math.toIntExact(number.parser().apply(text)));
    }

    static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.chars()
                        .noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
    }

    /// A line of text.
    static Kind<String> line(int most) {
        return of(
                "a text of at most " + most + " characters on one line",
                text -> {
                    require(
                            !text.isBlank()
                                    && text.length() <= most
                                    && text.codePoints()
                                            .noneMatch(c ->
                                                    Character.isISOControl(c)
                                                            || Character.getType(c)
                                                                    == Character.SURROGATE));
                    return text;
                });
    }

    /// So many digits.
    static Kind<String> digits(int count) {
        return of(
                "a number of " + count + " digits",
                text -> {
                    require(text.matches("[0-9]{" + count + "}"));
                    return text;
                });
    }

    /// A share of 1, written in percent.
    static Kind<BigDecimal> taxRate() {
        return of(
                "a tax rate from 0% to 100% with at most four decimals, such as 6% or 8.25%",
                text -> {
                    require(text.matches("[0-9]{1,3}(\\.[0-9]{1,4})? ?%"));
                    var percent = new BigDecimal(text.replaceAll(" ?%", ""));
                    require(percent.compareTo(BigDecimal.valueOf(100)) <= 0);
                    return percent.movePointLeft(2).stripTrailingZeros();
                });
    }

    /// A whole number in `[least, most]`.
    static Kind<Long> number(long least, long most) {
        return of(
                "a whole number from " + least + " to " + most,
                text -> {
                    long value = Long.parseLong(text);
                    require(value >= least && value <= most);
                    return value;
                });
    }

    /// A port number, 0 for any free one.
    static Kind<Integer> port() {
        return of(
                "a port from 0 (any free one) to 65535",
                text -> {
                    int value = Integer.parseInt(text);
                    require(value >= 0 && value <= 65_535);
                    return value;
                });
    }

    /// `true` or `false`.
    static Kind<Boolean> flag() {
        return of(
                "true or false",
                text -> {
                    require(text.equals("true") || text.equals("false"));
                    return text.equals("true");
                });
    }

    /// A duration in `[least, most]`, both given in the text form.
    static Kind<Duration> duration(String least, String most) {
        Duration from = Durations.parse(least);
        Duration to = Durations.parse(most);
        return of(
                "a duration from " + least + " to " + most + ", such as 250ms, 30s, 5m, 2h or 7d",
                text -> {
                    Duration value = Durations.parse(text);
                    require(value.compareTo(from) >= 0 && value.compareTo(to) <= 0);
                    return value;
                });
    }

    /// A size in `[least, most]`, both given in the text form.
    static Kind<ByteSize> size(String least, String most) {
        long from = ByteSize.parse(least).bytes();
        long to = ByteSize.parse(most).bytes();
        return of(
                "a size from " + least + " to " + most + ", such as 64KiB, 4MiB or 20GB",
                text -> {
                    ByteSize value = ByteSize.parse(text);
                    require(value.bytes() >= from && value.bytes() <= to);
                    return value;
                });
    }

    /// One of an enum's constants, written in small letters with hyphens.
    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        E[] constants = type.getEnumConstants();
        return of(
                "one of "
                        + Arrays.stream(constants)
                                .map(Kind::spelled)
                                .collect(Collectors.joining(", ")),
                text ->
                        Arrays.stream(constants)
                                .filter(constant -> spelled(constant).equals(text))
                                .findFirst()
                                .orElseThrow(IllegalArgumentException::new));
    }

    /// One of a few words.
    static Kind<String> oneOf(String... words) {
        List<String> known = List.of(words);
        return of(
                "one of " + String.join(", ", known),
                text -> {
                    require(known.contains(text));
                    return text;
                });
    }

    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A file or folder; relative to the working folder of the process.
    static Kind<Path> path() {
        return of("a path", Path::of);
    }

    /// An `http` or `https` address without query and fragment; a slash at its end is dropped.
    static Kind<URI> baseUrl() {
        return of(
                "an http or https address such as https://api.example.com/v1",
                text -> {
                    URI uri =
                            URI.create(
                                    text.endsWith("/")
                                            ? text.substring(0, text.length() - 1)
                                            : text);
                    require(uri.getHost() != null && uri.getUserInfo() == null);
                    require("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
                    require(uri.getQuery() == null && uri.getFragment() == null);
                    return uri;
                });
    }

    /// An instant with its zone.
    static Kind<Instant> instant() {
        return of(
                "a time with its zone such as 2026-01-01T00:00:00+08:00",
                text -> OffsetDateTime.parse(text).toInstant());
    }

    /// A currency that the world knows, or a unit of account of one's own.
    static Kind<CurrencyCode> currency() {
        return of(
                "a currency of three capital letters such as CNY, or a unit of your own that begins"
                        + " with X",
                text -> {
                    require(text.startsWith("X") || isCurrency(text));
                    return new CurrencyCode(text);
                });
    }

    private static boolean isCurrency(String text) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(known -> known.getCurrencyCode().equals(text));
    }

    /// A price per million tokens.
    static Kind<Price> price() {
        return of(
                "a price per million tokens: a plain decimal of at most 12 digits after the point, such as 0.8",
                Price::perMillion);
    }

    /// A price per unit that is no token.
    static Kind<UnitPrice> unitPrice() {
        return of(
                "a price per unit: a plain decimal of at most 18 digits after the point, such as 0.04",
                UnitPrice::parse);
    }

    /// A number of tokens.
    static Kind<TokenCount> tokens() {
        Kind<Long> number = number(0, 1_000_000_000_000L);
        return of(number.allowed(), text -> new TokenCount(number.parser().apply(text)));
    }

    /// What prices are multiplied by.
    static Kind<Factor> factor() {
        return of(
                "a plain decimal of at most 12 digits after the point, such as 0.5 or 1.06",
                Factor::parse);
    }

    /// A time zone with its rules.
    static Kind<ZoneId> zone() {
        return of(
                "a time zone such as Asia/Shanghai or UTC",
                text -> {
                    require(ZoneRulesProvider.getAvailableZoneIds().contains(text));
                    return ZoneId.of(text);
                });
    }

    /// Hours of a day.
    static Kind<DayRange> hours() {
        return of(
                "hours of a day such as 09:00-12:00, 16:30-00:30 or 00:00-24:00", DayRange::parse);
    }

    /// One weekday, or a range of them.
    static Kind<Set<DayOfWeek>> days() {
        return of("a weekday such as sat, or weekdays such as mon-fri", Kind::daysOf);
    }

    private static Set<DayOfWeek> daysOf(String text) {
        int hyphen = text.indexOf('-');
        DayOfWeek first = day(hyphen < 0 ? text : text.substring(0, hyphen));
        DayOfWeek last = hyphen < 0 ? first : day(text.substring(hyphen + 1));
        Set<DayOfWeek> days = EnumSet.of(first);
        for (DayOfWeek day = first; day != last; day = day.plus(1)) {
            days.add(day.plus(1));
        }
        return days;
    }

    private static DayOfWeek day(String text) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> spelled(day).substring(0, 3).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    /// A date.
    static Kind<LocalDate> date() {
        return of("a date such as 2026-10-01", LocalDate::parse);
    }

    /// Names of models.
    static Kind<NamePattern> pattern() {
        return of(
                "a name, with * for any characters, such as qwen-*",
                text -> {
                    require(isName(text));
                    return new NamePattern(text);
                });
    }

    /// The id of an organization.
    static Kind<OrganizationId> organization() {
        return of("an organization's id such as the API answers", OrganizationId::parse);
    }

    /// A key of visible ASCII characters, as it can stand in an HTTP header.
    static Kind<Secret> key() {
        return new Kind<>(
                "a key of visible ASCII characters",
                text -> {
                    require(text.chars().allMatch(c -> c > ' ' && c < 0x7f));
                    return new Secret(text);
                },
                true);
    }

    /// The embedded database or the address of one.
    static Kind<Database> database() {
        return new Kind<>(
                "embedded or postgresql://USER:PASSWORD@HOST:PORT/NAME", Database::parse, true);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }
}
