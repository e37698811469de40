package io.tokengrid.upstream;

/// How a trace's rows are written. The offsets of the rows are from any fixed instant.
interface TraceFormat {
    /// Whether the first line only names the columns.
    boolean hasHeader();

    TraceRow row(String line) throws BadRow;

    static TraceFormat of(String firstLine) throws BadRow {
        String line = firstLine.startsWith("\uFEFF") ? firstLine.substring(1) : firstLine;
        if (line.startsWith("{")) {
            return new JsonTrace();
        }
        if (line.contains("ContextTokens") || line.contains("Request tokens")) {
            return CsvTrace.of(line);
        }
        throw new BadRow(
                "not a known trace; it should begin with an Azure or BurstGPT header or a JSON line");
    }
}
