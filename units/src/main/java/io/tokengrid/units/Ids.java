package io.tokengrid.units;

/// How numbers become names that people can copy.
final class Ids {
    private static final int RADIX = 36;

    private Ids() {}

    static void requirePositive(long value) {
        if (value <= 0) {
            throw new IllegalArgumentException("an id is a positive number: " + value);
        }
    }

    static String write(String prefix, long value) {
        return prefix + Long.toString(value, RADIX);
    }

    static long parse(String prefix, String text) {
        try {
            if (text.startsWith(prefix)) {
                long value = Long.parseLong(text, prefix.length(), text.length(), RADIX);
                if (value > 0 && write(prefix, value).equals(text)) {
                    return value;
                }
            }
        } catch (NumberFormatException _) {
            // The one message below says it for every kind of wrong text.
        }
        throw new IllegalArgumentException(
                "not an id of the form " + prefix + "...: '" + text + "'");
    }
}
