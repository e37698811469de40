package io.tokengrid.documents.table;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table as text (RFC 4180) in UTF-8: a row of names first, numbers without exponents, times in
/// UTC, nothing for a value that is missing. An empty text is quoted, so that it is not missing.
final class CsvTable implements TableWriter {
    private static final String LINE_END = "\r\n";

    private final List<Column> columns;
    private final Writer out;

    CsvTable(List<Column> columns, OutputStream out) throws IOException {
        this.columns = List.copyOf(columns);
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        for (int i = 0; i < columns.size(); i++) {
            this.out.write(i == 0 ? "" : ",");
            quoted(columns.get(i).name());
        }
        this.out.write(LINE_END);
    }

    @Override
    public void row(List<? extends @Nullable Object> values) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            out.write(i == 0 ? "" : ",");
            Object value = Values.of(columns.get(i), values.get(i));
            switch (value) {
                case null -> {}
                case BigDecimal number -> out.write(Values.plain(number));
                case Instant time -> out.write(time.toString());
                default -> quoted(value.toString());
            }
        }
        out.write(LINE_END);
    }

    private void quoted(String text) throws IOException {
        boolean plain =
                !text.isEmpty()
                        && text.chars()
                                .noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                        && text.strip().length() == text.length();
        out.write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
