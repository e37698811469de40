package io.tokengrid.documents.table;

/// A column of a table.
///
/// @param nullable whether a row can be without a value in it
public record Column(String name, Kind kind, boolean nullable) {
    /// What the values of a column are.
    public enum Kind {
        /// A [String].
        TEXT,
        /// A [java.math.BigDecimal] of at most [#DECIMAL_DIGITS] digits, [#DECIMAL_SCALE] of them
        /// after the point.
        DECIMAL,
        /// An [java.time.Instant] of whole seconds.
        TIME
    }

    /// As many as readers of Parquet know exactly.
    static final int DECIMAL_DIGITS = 38;

    static final int DECIMAL_SCALE = 18;

    public static Column text(String name) {
        return new Column(name, Kind.TEXT, false);
    }

    public static Column decimal(String name) {
        return new Column(name, Kind.DECIMAL, false);
    }

    public static Column time(String name) {
        return new Column(name, Kind.TIME, false);
    }

    /// The same column, where a row can be without a value.
    public Column orNull() {
        return new Column(name, kind, true);
    }
}
