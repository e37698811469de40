package io.tokengrid.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/// Exact decimals as text, the only form in which amounts and prices enter and leave the program.
final class Decimals {
    private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?");

    private Decimals() {}

    /// The value times 10^scale as an integer, or [IllegalArgumentException] that says what is
    /// wrong.
    static BigInteger scaled(String text, int scale, int maxLength) {
        if (text.length() > maxLength || !PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not a plain decimal number: '"
                            + text.substring(0, Math.min(text.length(), 50))
                            + "'");
        }
        BigDecimal value = new BigDecimal(text).stripTrailingZeros();
        if (value.scale() > scale) {
            throw new IllegalArgumentException(
                    "more than " + scale + " digits after the point: '" + text + "'");
        }
        return value.setScale(scale).unscaledValue();
    }

    static String plain(BigInteger scaled, int scale, int minFraction) {
        BigDecimal value = new BigDecimal(scaled, scale).stripTrailingZeros();
        return (value.scale() < minFraction ? value.setScale(minFraction) : value).toPlainString();
    }

    /// The same as [#plain(BigInteger, int, int)] for values of 64 bits, without the detour.
    static String plain(long scaled, int scale, int minFraction) {
        if (scaled == Long.MIN_VALUE) {
            return plain(BigInteger.valueOf(scaled), scale, minFraction);
        }
        byte[] digits = new byte[scale + 24];
        int at = digits.length;
        long rest = Math.abs(scaled);
        int written = 0;
        boolean significant = false;
        while (written <= scale || rest != 0) {
            byte digit = (byte) ('0' + rest % 10);
            rest /= 10;
            significant |= digit != '0' || written >= scale - minFraction;
            if (significant) {
                digits[--at] = digit;
            }
            written++;
            if (written == scale && significant) {
                digits[--at] = '.';
            }
        }
        if (scaled < 0) {
            digits[--at] = '-';
        }
        return new String(
                digits, at, digits.length - at, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
