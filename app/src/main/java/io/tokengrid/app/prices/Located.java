package io.tokengrid.app.prices;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// A value of a JSON file with the line on which it begins, from 1. Numbers are read from their
/// text, so that `1.5e-07` is exactly that.
sealed interface Located {
    int line();

    record Text(int line, String text) implements Located {}

    record Number(int line, BigDecimal value) implements Located {}

    /// `NaN`, an infinity, or a number with an exponent beyond all use: written by careless
    /// programs, and never a price.
    record NoNumber(int line, String text) implements Located {}

    record Flag(int line, boolean value) implements Located {}

    record Nothing(int line) implements Located {}

    record Items(int line, List<Located> values) implements Located {}

    /// @param values by name, in the order of the file; of a name that stands twice the first
    /// @param repeated the later ones
    record Fields(int line, Map<String, Located> values, List<Repeated> repeated)
            implements Located {}

    /// A name that stood before in the same object.
    ///
    /// @param line where it stands again
    record Repeated(int line, String name) {}

    /// What kind of value this is, to follow "is" in a message.
    default String kind() {
        return switch (this) {
            case Text _ -> "a text";
            case Number _ -> "a number";
            case NoNumber(int _, String text) -> text;
            case Flag _ -> "true or false";
            case Nothing _ -> "null";
            case Items _ -> "a list";
            case Fields _ -> "an object";
        };
    }
}
