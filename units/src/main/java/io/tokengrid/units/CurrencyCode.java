package io.tokengrid.units;

import java.util.Currency;

/// The unit of account of money: three capital letters as in ISO 4217, such as `CNY` or `USD`.
///
/// @param code three letters A to Z
public record CurrencyCode(String code) implements Comparable<CurrencyCode> {
    public CurrencyCode {
        if (code.length() != 3 || !code.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new IllegalArgumentException(
                    "not a currency of three capital letters such as CNY: '" + code + "'");
        }
    }

    /// Digits after the point of an amount that is paid: ISO 4217's exponent, as the Java runtime
    /// has it (JPY and KRW 0, CNY and USD 2, KWD 3). Throws [IllegalArgumentException] for a code
    /// that is no national currency.
    public int digits() {
        int digits;
        try {
            digits = Currency.getInstance(code).getDefaultFractionDigits();
        } catch (IllegalArgumentException e) {
            digits = -1;
        }
        if (digits < 0) {
            throw new IllegalArgumentException("not a currency that is paid in: '" + code + "'");
        }
        return digits;
    }

    @Override
    public int compareTo(CurrencyCode other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
