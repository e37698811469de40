package io.tokengrid.units;

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

    @Override
    public int compareTo(CurrencyCode other) {
        return code.compareTo(other.code);
    }

    @Override
    public String toString() {
        return code;
    }
}
