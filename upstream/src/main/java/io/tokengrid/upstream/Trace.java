package io.tokengrid.upstream;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Requests that somebody's users once made: when, and how many tokens went in and came out.
///
/// Read are, gzipped or not, told apart by their first line:
/// - Azure LLM inference traces (CSV `TIMESTAMP,ContextTokens,GeneratedTokens`),
/// - BurstGPT (CSV `Timestamp,Model,Request tokens,Response tokens,...`, seconds),
/// - Mooncake (JSON lines with `timestamp` in milliseconds, `input_length`, `output_length`, and
///   `hash_ids` of the prompt's blocks of 512 tokens),
/// - Qwen-Bailian (the same with `chat_id`, `timestamp` in seconds, and blocks of 16 tokens).
///
/// @param name of the file
/// @param requests in order of arrival
public record Trace(String name, List<TraceRequest> requests) {
    public Trace {
        requests = List.copyOf(requests);
    }

    /// The bundled Azure conversation trace of 2023: 19,366 requests of about an hour, 22,361,870
    /// input and 4,088,665 output tokens. Its licence and origin are in `traces/NOTICE`.
    public static Trace azureConversations() throws IOException {
        String name = "azure_llm_2023_conv.csv.gz";
        try (InputStream in = Trace.class.getResourceAsStream("traces/" + name)) {
            if (in == null) {
                throw new FileNotFoundException("resource traces/" + name);
            }
            return read(name, in);
        }
    }

    /// Reads a whole trace into memory, some 100 bytes a request.
    ///
    /// @throws TraceException if a row is not understood
    public static Trace read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(String.valueOf(file.getFileName()), in);
        }
    }

    static Trace read(String name, InputStream in) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(Gzip.inflated(in), StandardCharsets.UTF_8));
        List<TraceRow> rows = new ArrayList<>();
        TraceFormat format = null;
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                if (format == null) {
                    format = TraceFormat.of(line);
                    if (format.hasHeader()) {
                        continue;
                    }
                }
                rows.add(format.row(line));
            } catch (BadRow bad) {
                throw new TraceException(name, number, String.valueOf(bad.getMessage()));
            }
        }
        if (rows.isEmpty()) {
            throw new TraceException(name, number, "the trace has no requests");
        }
        return new Trace(name, fromEarliest(rows));
    }

    private static List<TraceRequest> fromEarliest(List<TraceRow> rows) {
        rows.sort(Comparator.comparing(TraceRow::offset));
        Duration earliest = rows.getFirst().offset();
        var cache = new PrefixCache();
        return rows.stream()
                .map(row ->
                        new TraceRequest(
                                row.offset().minus(earliest),
                                row.request().inputTokens(),
                                cache.cached(row),
                                row.request().outputTokens(),
                                row.request().model()))
                .toList();
    }

    /// Its first requests, at most `most`.
    public Trace first(int most) {
        return new Trace(name, requests.subList(0, Math.min(most, requests.size())));
    }

    public long inputTokens() {
        return requests.stream().mapToLong(TraceRequest::inputTokens).sum();
    }

    /// How many of [#inputTokens] a cache that forgets nothing would have had.
    public long cachedTokens() {
        return requests.stream().mapToLong(TraceRequest::cachedTokens).sum();
    }

    public long outputTokens() {
        return requests.stream().mapToLong(TraceRequest::outputTokens).sum();
    }
}
