package io.tokengrid.documents.table;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What all forms of a table ask of a value.
final class Values {
    private Values() {}

    /// The value, if the column can have it.
    static @Nullable Object of(Column column, @Nullable Object value) {
        boolean fits =
                value == null
                        ? column.nullable()
                        : switch (column.kind()) {
                            case TEXT -> value instanceof String;
                            case DECIMAL -> value instanceof BigDecimal;
                            case TIME -> value instanceof Instant time && time.getNano() == 0;
                        };
        if (!fits) {
            throw new IllegalArgumentException(column + " cannot have " + value);
        }
        return value;
    }

    /// Without an exponent, and without zeros that say nothing.
    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
