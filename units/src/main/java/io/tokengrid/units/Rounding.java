package io.tokengrid.units;

import java.math.RoundingMode;
import java.util.Arrays;

/// How a number that does not fit is made one that does. It has no default: who rounds names it.
public enum Rounding {
    /// To the nearest; half away from zero.
    HALF_UP("half-up", RoundingMode.HALF_UP),
    /// To the nearest; half to the even neighbour.
    HALF_EVEN("half-even", RoundingMode.HALF_EVEN),
    /// Away from zero.
    UP("up", RoundingMode.UP),
    /// Towards zero.
    DOWN("down", RoundingMode.DOWN);

    private final String key;
    private final RoundingMode mode;

    Rounding(String key, RoundingMode mode) {
        this.key = key;
        this.mode = mode;
    }

    /// Throws [IllegalArgumentException] for a name that no rounding has.
    public static Rounding of(String key) {
        return Arrays.stream(values())
                .filter(one -> one.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no rounding is called '"
                                        + key
                                        + "': half-up, half-even, up and down are known"));
    }

    /// The name in configuration, books and JSON, such as `half-up`.
    public String key() {
        return key;
    }

    /// The same rule in terms of [java.math.BigDecimal].
    public RoundingMode mode() {
        return mode;
    }
}
