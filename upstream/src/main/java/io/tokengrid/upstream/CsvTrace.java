package io.tokengrid.upstream;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Azure's and BurstGPT's comma-separated traces; columns are found by their names.
final class CsvTrace implements TraceFormat {
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final int LENGTH_OF_LOCAL = "2023-11-16 18:15:46".length();

    private final Columns columns;

    private record Columns(int all, int time, int input, int output, int model, boolean seconds) {}

    private CsvTrace(Columns columns) {
        this.columns = columns;
    }

    static CsvTrace of(String header) throws BadRow {
        List<String> names = List.of(header.strip().split(",", -1));
        boolean azure = names.contains("ContextTokens");
        return new CsvTrace(
                new Columns(
                        names.size(),
                        column(names, azure ? "TIMESTAMP" : "Timestamp"),
                        column(names, azure ? "ContextTokens" : "Request tokens"),
                        column(names, azure ? "GeneratedTokens" : "Response tokens"),
                        names.indexOf("Model"),
                        !azure));
    }

    private static int column(List<String> names, String name) throws BadRow {
        int at = names.indexOf(name);
        if (at < 0) {
            throw new BadRow("the header has no column " + name);
        }
        return at;
    }

    @Override
    public boolean hasHeader() {
        return true;
    }

    @Override
    public TraceRow row(String line) throws BadRow {
        String[] fields = line.strip().split(",", -1);
        if (fields.length != columns.all) {
            throw new BadRow(fields.length + " fields where the header has " + columns.all);
        }
        return new TraceRow(
                new TraceRequest(
                        columns.seconds
                                ? seconds(fields[columns.time])
                                : instant(fields[columns.time]),
                        tokens("input", fields[columns.input]),
                        tokens("output", fields[columns.output]),
                        model(fields)));
    }

    private @Nullable String model(String[] fields) {
        return columns.model < 0 || fields[columns.model].isEmpty() ? null : fields[columns.model];
    }

    private static long tokens(String what, String field) throws BadRow {
        try {
            long tokens = Long.parseLong(field);
            if (tokens >= 0) {
                return tokens;
            }
        } catch (NumberFormatException notWhole) {
            // Refused below.
        }
        throw new BadRow(what + " tokens are \"" + field + "\", not a whole number of 0 or more");
    }

    private static Duration seconds(String field) throws BadRow {
        try {
            return Duration.ofNanos(new BigDecimal(field).movePointRight(9).longValueExact());
        } catch (ArithmeticException | NumberFormatException notSeconds) {
            throw new BadRow("time is \"" + field + "\", not seconds");
        }
    }

    private static Duration instant(String field) throws BadRow {
        try {
            String iso = field.replace(' ', 'T');
            boolean zone =
                    iso.endsWith("Z")
                            || iso.indexOf('+') > 0
                            || iso.lastIndexOf('-') >= LENGTH_OF_LOCAL;
            LocalDateTime utc =
                    zone
                            ? OffsetDateTime.parse(iso)
                                    .withOffsetSameInstant(ZoneOffset.UTC)
                                    .toLocalDateTime()
                            : LocalDateTime.parse(iso);
            return Duration.between(EPOCH, utc);
        } catch (DateTimeException notInstant) {
            throw new BadRow("time is \"" + field + "\", not like 2023-11-16 18:15:46.6805900");
        }
    }
}
