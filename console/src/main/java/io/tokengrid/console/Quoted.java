package io.tokengrid.console;

/// What a client sent, for a message: quoted, cut and without control characters.
final class Quoted {
    private static final int MAX = 60;

    private Quoted() {}

    static String of(String text) {
        var out = new StringBuilder(text.length() + 2).append('\'');
        text.codePoints()
                .limit(MAX)
                .map(c ->
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                                ? '?'
                                : c)
                .forEach(out::appendCodePoint);
        return out.append(text.codePointCount(0, text.length()) > MAX ? "...'" : "'").toString();
    }
}
