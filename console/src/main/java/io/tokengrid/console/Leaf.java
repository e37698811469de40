package io.tokengrid.console;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// How values of one type are written in JSON, paths and queries, and how OpenAPI describes them.
///
/// @param schema in OpenAPI's words
/// @param parse throws [IllegalArgumentException], [ArithmeticException] or
///   [java.time.DateTimeException] for a text that is no such value
record Leaf<T>(
        Class<T> type,
        Form form,
        Map<String, Object> schema,
        Function<String, T> parse,
        Function<T, String> write) {
    /// How it stands in JSON.
    enum Form {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    static <T> Leaf<T> string(
            Class<T> type,
            Map<String, Object> schema,
            Function<String, T> parse,
            Function<T, String> write) {
        var full = new LinkedHashMap<String, Object>();
        full.put("type", "string");
        full.putAll(schema);
        return new Leaf<>(type, Form.STRING, full, parse, write);
    }

    static <T> Leaf<T> integer(
            Class<T> type, long minimum, Function<String, T> parse, Function<T, String> write) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "integer");
        schema.put("format", "int64");
        if (minimum > Long.MIN_VALUE) {
            schema.put("minimum", minimum);
        }
        return new Leaf<>(type, Form.INTEGER, schema, parse, write);
    }

    /// Constants are written in lower case with hyphens.
    static <E extends Enum<E>> Leaf<E> constants(Class<E> type) {
        var byKey = new LinkedHashMap<String, E>();
        Arrays.stream(type.getEnumConstants()).forEach(value -> byKey.put(key(value), value));
        List<String> keys = new ArrayList<>(byKey.keySet());
        return string(
                type,
                Ordered.map("enum", keys),
                text -> {
                    E value = byKey.get(text);
                    if (value == null) {
                        throw new IllegalArgumentException(
                                "there is no "
                                        + Quoted.of(text)
                                        + " here. "
                                        + Nearest.question(text, keys));
                    }
                    return value;
                },
                Leaf::key);
    }

    static String key(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A value as JSON has it.
    Object toJson(Object value) {
        String text = write.apply(type.cast(value));
        return switch (form) {
            case STRING -> text;
            case INTEGER -> new BigInteger(text);
            case NUMBER -> Double.parseDouble(text);
            case BOOLEAN -> Boolean.parseBoolean(text);
        };
    }
}
