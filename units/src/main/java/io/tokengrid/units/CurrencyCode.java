package io.tokengrid.units;

import java.util.Currency;
import java.util.regex.Pattern;

/// A unit of account: of money, three capital letters as in ISO 4217 such as `CNY` or `USD`; or of
/// a plan, `units:` and the unit's own name such as `units:token`.
///
/// @param code as above
public record CurrencyCode(String code) implements Comparable<CurrencyCode> {
    private static final String OF_PLAN = "units:";
    private static final Pattern UNIT = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public CurrencyCode {
        boolean money = code.length() == 3 && code.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        if (!money && !isUnit(code)) {
            throw new IllegalArgumentException(
                    "not a currency of three capital letters such as CNY: '" + code + "'");
        }
    }

    /// The unit of account of plans that count in a unit of this name. Throws
    /// [IllegalArgumentException] unless it is at most 32 small letters, digits and hyphens and
    /// begins with a letter.
    public static CurrencyCode ofPlan(String unit) {
        if (!UNIT.matcher(unit).matches()) {
            throw new IllegalArgumentException(
                    "a unit is named by small letters, digits and hyphens, such as token: '"
                            + unit
                            + "'");
        }
        return new CurrencyCode(OF_PLAN + unit);
    }

    /// Whether it is the unit of a plan, and no money.
    public boolean isOfPlan() {
        return code.startsWith(OF_PLAN);
    }

    /// The name of a plan's unit, such as `token`; of money its code.
    public String unit() {
        return isOfPlan() ? code.substring(OF_PLAN.length()) : code;
    }

    /// This, if it is money. Throws [IllegalArgumentException] otherwise.
    public CurrencyCode requireMoney() {
        if (isOfPlan()) {
            throw new IllegalArgumentException(
                    "'" + code + "' is the unit of a plan, and no money");
        }
        return this;
    }

    private static boolean isUnit(String code) {
        return code.startsWith(OF_PLAN) && UNIT.matcher(code.substring(OF_PLAN.length())).matches();
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
