package io.tokengrid.console;

import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rational;
import io.tokengrid.units.TokenCount;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one table of values that are no objects in JSON. Amounts, prices and ids are strings, times
/// ISO 8601.
final class Leaves {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final String DECIMAL = "^[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?$";

    private static final Map<Class<?>, Leaf<?>> TABLE =
            List.of(
                            Leaf.string(String.class, Ordered.map(), text -> text, text -> text),
                            Leaf.string(
                                    Texts.Name.class,
                                    bounds(Texts.Name.MAX),
                                    Texts.Name::new,
                                    Texts::text),
                            Leaf.string(
                                    Texts.Label.class,
                                    bounds(Texts.Label.MAX),
                                    Texts.Label::new,
                                    Texts::text),
                            Leaf.string(
                                    Texts.Reference.class,
                                    bounds(Texts.Reference.MAX),
                                    Texts.Reference::new,
                                    Texts::text),
                            Leaf.string(
                                    Texts.Reason.class,
                                    bounds(Texts.Reason.MAX),
                                    Texts.Reason::new,
                                    Texts::text),
                            Leaf.string(
                                    Amount.class,
                                    decimal(
                                            "An exact amount with at most 18 digits after the point.",
                                            "100.00"),
                                    text -> new Amount(Money.parse(text)),
                                    amount -> amount.money().toString()),
                            Leaf.string(
                                    Rational.class,
                                    Ordered.map(
                                            "description",
                                            "An exact decimal, or a fraction such as 1/3."),
                                    Rational::parse,
                                    Rational::toString),
                            Leaf.string(
                                    Money.class,
                                    decimal("An exact amount.", "0.0123"),
                                    Money::parse,
                                    Money::toString),
                            Leaf.string(
                                    Price.class,
                                    decimal("An exact price per million tokens.", "0.8"),
                                    Price::perMillion,
                                    Price::toString),
                            Leaf.string(
                                    Cost.class,
                                    Ordered.map(
                                            "description",
                                            "An exact amount, or `unknown`.",
                                            "examples",
                                            List.of("0.0093", Cost.UNKNOWN)),
                                    Cost::parse,
                                    Cost::toString),
                            Leaf.string(
                                    CurrencyCode.class,
                                    Ordered.map(
                                            "pattern", "^[A-Z]{3}$", "examples", List.of("CNY")),
                                    CurrencyCode::new,
                                    CurrencyCode::code),
                            Leaf.string(
                                    OrganizationId.class,
                                    Ordered.map("pattern", "^org-[0-9a-z]+$"),
                                    OrganizationId::parse,
                                    OrganizationId::toString),
                            Leaf.string(
                                    KeyId.class,
                                    Ordered.map("pattern", "^key-[0-9a-z]+$"),
                                    KeyId::parse,
                                    KeyId::toString),
                            Leaf.string(
                                    CallId.class,
                                    Ordered.map("pattern", "^call-[0-9]+-[0-9]+-[0-9]+$"),
                                    CallId::parse,
                                    CallId::toString),
                            Leaf.string(
                                    Instant.class,
                                    Ordered.map("format", "date-time"),
                                    Leaves::instant,
                                    Instant::toString),
                            Leaf.string(
                                    ZoneId.class,
                                    Ordered.map(
                                            "description",
                                            "A name of the IANA time zone database.",
                                            "examples",
                                            List.of("Asia/Shanghai")),
                                    Leaves::zone,
                                    ZoneId::getId),
                            Leaf.integer(
                                    TokenCount.class,
                                    0,
                                    text -> new TokenCount(number(text)),
                                    TokenCount::toString),
                            Leaf.integer(
                                    Long.class, Long.MIN_VALUE, Leaves::number, String::valueOf),
                            Leaf.integer(
                                    Integer.class,
                                    Integer.MIN_VALUE,
                                    Leaves::small,
                                    String::valueOf),
                            new Leaf<>(
                                    BigInteger.class,
                                    Leaf.Form.INTEGER,
                                    Ordered.map("type", "integer"),
                                    BigInteger::new,
                                    BigInteger::toString),
                            new Leaf<>(
                                    Double.class,
                                    Leaf.Form.NUMBER,
                                    Ordered.map("type", "number", "format", "double"),
                                    Double::valueOf,
                                    String::valueOf),
                            new Leaf<>(
                                    Boolean.class,
                                    Leaf.Form.BOOLEAN,
                                    Ordered.map("type", "boolean"),
                                    Leaves::truth,
                                    String::valueOf))
                    .stream()
                    .collect(Collectors.toUnmodifiableMap(Leaf::type, leaf -> leaf));

    private Leaves() {}

    /// How values of a type are written; null for types that are objects or lists in JSON.
    static @Nullable Leaf<?> of(Class<?> type) {
        return type.isEnum() ? constants(type) : TABLE.get(boxed(type));
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the type is that of an enum: just asked
    private static Leaf<?> constants(Class<?> type) {
        return Leaf.constants((Class) type);
    }

    private static Class<?> boxed(Class<?> type) {
        return type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
    }

    private static Map<String, Object> bounds(int max) {
        return Ordered.map("minLength", 1, "maxLength", max);
    }

    private static Map<String, Object> decimal(String description, String example) {
        return Ordered.map(
                "pattern", DECIMAL, "description", description, "examples", List.of(example));
    }

    private static Instant instant(String text) {
        Instant instant;
        try {
            instant = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "a time such as 2026-01-01T00:00:00+08:00 is needed (in a query + is written"
                            + " %2B), not "
                            + Quoted.of(text),
                    e);
        }
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new IllegalArgumentException("a time from 1970 to 9999 is needed");
        }
        return instant;
    }

    private static ZoneId zone(String text) {
        if (!text.equals("Z") && !ZoneRulesProvider.getAvailableZoneIds().contains(text)) {
            throw new IllegalArgumentException(
                    "a time zone such as Asia/Shanghai or UTC is needed, not " + Quoted.of(text));
        }
        return ZoneId.of(text);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a whole number of at most 63 bits is needed, not " + Quoted.of(text), e);
        }
    }

    private static int small(String text) {
        long value = number(text);
        if (value != (int) value) {
            throw new IllegalArgumentException("a smaller number is needed than " + value);
        }
        return (int) value;
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "true or false is needed, not " + Quoted.of(text));
        };
    }
}
