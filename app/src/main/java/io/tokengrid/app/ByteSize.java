package io.tokengrid.app;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written with a unit: `B`, powers of 1024 (`KiB`, `MiB`, `GiB`, `TiB`) or of
/// 1000 (`kB`, `MB`, `GB`, `TB`).
///
/// @param bytes never negative
record ByteSize(long bytes) {
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9}) ?(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)");

    /// Throws [IllegalArgumentException] for a number without a unit and all other text.
    static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a size");
        }
        long unit =
                switch (matcher.group(2)) {
                    case "B" -> 1L;
                    case "kB" -> 1_000L;
                    case "MB" -> 1_000_000L;
                    case "GB" -> 1_000_000_000L;
                    case "TB" -> 1_000_000_000_000L;
                    case "KiB" -> 1L << 10;
                    case "MiB" -> 1L << 20;
                    case "GiB" -> 1L << 30;
                    default -> 1L << 40;
                };
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a size beyond 2^63 bytes", e);
        }
    }
}
