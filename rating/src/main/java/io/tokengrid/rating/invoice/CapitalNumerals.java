package io.tokengrid.rating.invoice;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Amounts of renminbi in capital numerals, as Chinese invoices and cheques have them beside the
/// figures (People's Bank of China, Rules for filling in bills and settlement vouchers, annex 1 of
/// the Payment and Settlement Measures, 1997): `壹佰零陆圆整`.
public final class CapitalNumerals {
    private static final String DIGITS = "零壹贰叁肆伍陆柒捌玖";
    private static final String[] PLACES = {"", "拾", "佰", "仟"};
    private static final String[] GROUPS = {"", "万", "亿", "万亿", "亿亿"};

    private CapitalNumerals() {}

    /// An amount of at most two decimals and 18 digits before the point; throws
    /// [IllegalArgumentException] for others.
    public static String of(BigDecimal amount) {
        if (amount.stripTrailingZeros().scale() > 2 || amount.precision() - amount.scale() > 18) {
            throw new IllegalArgumentException("no amount in yuan, jiao and fen: " + amount);
        }
        BigDecimal plain = amount.abs().setScale(2, RoundingMode.UNNECESSARY);
        long yuan = plain.longValue();
        int cents = plain.remainder(BigDecimal.ONE).movePointRight(2).intValueExact();
        int jiao = cents / 10;
        int fen = cents % 10;
        var text = new StringBuilder(amount.signum() < 0 ? "负" : "");
        if (yuan > 0 || cents == 0) {
            text.append(yuan == 0 ? "零" : whole(yuan)).append('圆');
        }
        if (cents == 0) {
            return text.append('整').toString();
        }
        if (jiao > 0) {
            text.append(DIGITS.charAt(jiao)).append('角');
        } else if (yuan > 0) {
            text.append('零');
        }
        if (fen > 0) {
            text.append(DIGITS.charAt(fen)).append('分');
        } else {
            text.append('整');
        }
        return text.toString();
    }

    /// In groups of four digits; zeros in a row, or before a shorter group, are one.
    private static String whole(long number) {
        var text = new StringBuilder();
        boolean zero = false;
        for (int group = 4; group >= 0; group--) {
            int four = (int) (number / power(group) % 10_000);
            if (four == 0) {
                zero = !text.isEmpty();
                continue;
            }
            if (!text.isEmpty() && (zero || four < 1_000)) {
                text.append('零');
            }
            text.append(four(four)).append(GROUPS[group]);
            zero = false;
        }
        return text.toString();
    }

    private static String four(int number) {
        var text = new StringBuilder();
        boolean zero = false;
        int unit = 1_000;
        for (int place = 3; place >= 0; place--, unit /= 10) {
            int digit = number / unit % 10;
            if (digit == 0) {
                zero = !text.isEmpty();
                continue;
            }
            text.append(zero ? "零" : "").append(DIGITS.charAt(digit)).append(PLACES[place]);
            zero = false;
        }
        return text.toString();
    }

    private static long power(int groups) {
        long power = 1;
        for (int i = 0; i < groups; i++) {
            power *= 10_000;
        }
        return power;
    }
}
