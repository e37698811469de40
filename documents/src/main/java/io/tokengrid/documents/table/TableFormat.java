package io.tokengrid.documents.table;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/// The forms that a table can be had in.
public enum TableFormat {
    CSV("text/csv; charset=utf-8"),
    PARQUET("application/vnd.apache.parquet");

    private final String mediaType;

    TableFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    public String mediaType() {
        return mediaType;
    }

    /// What names of such files end with, without the point.
    public String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Begins a table. The same rows give the same bytes.
    ///
    /// @param out is closed with the table
    public TableWriter open(List<Column> columns, OutputStream out) throws IOException {
        return switch (this) {
            case CSV -> new CsvTable(columns, out);
            case PARQUET -> new ParquetTable(columns, out);
        };
    }
}
