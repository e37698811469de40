package io.tokengrid.rating;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes trees of [PriceNotation] in YAML: what reads prices reads this, and gets the same rows.
public final class PriceText {
    private static final int WIDTH = 100;

    /// Texts that need no quotes wherever they stand.
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:+-]*[A-Za-z0-9]|[A-Za-z0-9]");

    private static final Pattern NUMBER = Pattern.compile("[0-9.]+");

    private PriceText() {}

    /// A whole book.
    public static String of(PriceRules rules) {
        var text = new StringBuilder();
        PriceNotation.of(rules).forEach((name, value) -> entry(name, value, "", text));
        return text.toString();
    }

    /// One row or set of modifiers, as an entry of a list.
    public static String entry(Map<String, Object> tree) {
        var text = new StringBuilder();
        item(tree, "", text);
        return text.toString();
    }

    private static void entry(String name, Object value, String indent, StringBuilder text) {
        String short_ = name + ": " + flow(value);
        if (indent.length() + short_.length() <= WIDTH && !holdsMaps(value)) {
            text.append(indent).append(short_).append('\n');
            return;
        }
        text.append(indent).append(name).append(":\n");
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) -> entry(String.valueOf(key), below, deeper, text));
        } else if (value instanceof List<?> list) {
            list.forEach(one -> item(one, deeper, text));
        }
    }

    private static void item(Object value, String indent, StringBuilder text) {
        if (!(value instanceof Map<?, ?> map)) {
            text.append(indent).append("- ").append(flow(value)).append('\n');
            return;
        }
        int start = text.length();
        map.forEach((key, below) -> entry(String.valueOf(key), below, indent + "  ", text));
        text.replace(start + indent.length(), start + indent.length() + 1, "-");
    }

    private static boolean holdsMaps(Object value) {
        return value instanceof List<?> list
                ? list.stream().anyMatch(Map.class::isInstance)
                : value instanceof Map<?, ?> map
                        && map.values().stream()
                                .anyMatch(v -> v instanceof Map || v instanceof List);
    }

    private static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> e.getKey() + ": " + flow(e.getValue()))
                            .collect(Collectors.joining(", ", "{ ", " }"));
            case List<?> list ->
                    list.stream().map(PriceText::flow).collect(Collectors.joining(", ", "[", "]"));
            default -> scalar(value.toString());
        };
    }

    /// Numbers are quoted, so that no reader makes a floating-point number of them.
    private static String scalar(String text) {
        boolean plain =
                PLAIN.matcher(text).matches()
                        && !NUMBER.matcher(text).matches()
                        && !text.equalsIgnoreCase("null");
        return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
