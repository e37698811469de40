package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The text that a model wrote in one call, collected fragment by fragment, for the count that
/// stands in when the provider reports nothing. Bounded: beyond its room, text is measured but not
/// kept. Not thread-safe.
public final class OutputText {
    private static final TextPart[] PARTS = TextPart.values();

    private final int room;
    private byte[] bytes = {};
    private int length;
    private long total;

    // A run of bytes that belong to one string; runs of one string need not be neighbours.
    private long[] runKeys = new long[4];
    private int[] runEnds = new int[4];
    private int runs;

    private int markLength;
    private long markTotal;
    private int markRuns;

    /// @param room the most UTF-8 bytes to keep; 0 keeps only the length
    public OutputText(int room) {
        this.room = room;
    }

    /// All bytes of UTF-8 that the model wrote, kept or not: an upper bound of its visible tokens.
    public long byteCount() {
        return total;
    }

    /// Whether everything was kept.
    public boolean isWhole() {
        return total == length;
    }

    /// One string of the answer, as far as it was kept; empty if the model did not write it.
    ///
    /// @param choice the choice's index
    /// @param tool the tool call's index within the choice; 0 for other parts
    public String text(int choice, TextPart part, int tool) {
        return strings(length).getOrDefault(key(choice, part, tool), "");
    }

    /// Content, reasoning or refusal of the first choice.
    public String text(TextPart part) {
        return text(0, part, 0);
    }

    /// Counts what was kept, each string for itself, and puts the thinking in its own class. The
    /// result is a floor when [#isWhole] is false or the model thought out of sight.
    ///
    /// @param input the counted input
    public Usage counted(TokenCounter counter, TokenCount input) {
        return counted(counter, input, Long.MAX_VALUE);
    }

    /// The same of the first `limit` bytes that the model wrote.
    public Usage counted(TokenCounter counter, TokenCount input, long limit) {
        Map<TextPart, Long> sums = new EnumMap<>(TextPart.class);
        strings((int) Math.min(length, limit))
                .forEach((key, text) ->
                        sums.merge(partOf(key), counter.count(text).value(), Math::addExact));
        long reasoning = sums.getOrDefault(TextPart.REASONING, 0L);
        long all = sums.values().stream().reduce(0L, Math::addExact);
        return Usage.builder(
                        counter.exact() && isWhole() ? UsageSource.COUNTED : UsageSource.ESTIMATED)
                .count(TokenClass.INPUT, input.value())
                .count(TokenClass.OUTPUT, all - reasoning)
                .count(TokenClass.REASONING, reasoning)
                .build();
    }

    void append(int choice, TextPart part, int tool, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        append(key(choice, part, tool), utf8, 0, utf8.length);
    }

    void append(long key, byte[] utf8, int from, int to) {
        int count = to - from;
        total += count;
        if (count == 0 || count > room - length || total - count > length) {
            return;
        }
        if (bytes.length - length < count) {
            long doubled = Math.max(256L, bytes.length * 2L);
            bytes = Arrays.copyOf(bytes, (int) Math.min(room, Math.max(length + count, doubled)));
        }
        System.arraycopy(utf8, from, bytes, length, count);
        length += count;
        if (runs == 0 || runKeys[runs - 1] != key) {
            if (runs == runEnds.length) {
                runKeys = Arrays.copyOf(runKeys, runs * 2);
                runEnds = Arrays.copyOf(runEnds, runs * 2);
            }
            runKeys[runs++] = key;
        }
        runEnds[runs - 1] = length;
    }

    /// Starts a frame, so that it can be taken back.
    void mark() {
        markLength = length;
        markTotal = total;
        markRuns = runs;
    }

    /// Takes back what was appended since [#mark].
    void reset() {
        length = markLength;
        total = markTotal;
        runs = markRuns;
        if (runs > 0) {
            runEnds[runs - 1] = length;
        }
    }

    @SuppressWarnings("EnumOrdinal") // a key in memory, never stored
    static long key(int choice, TextPart part, int tool) {
        return ((long) choice << 40) | ((long) tool << 8) | part.ordinal();
    }

    private static TextPart partOf(long key) {
        return PARTS[(int) (key & 0xff)];
    }

    private Map<Long, String> strings(int limit) {
        Map<Long, ByteArrayOutputStream> collected = new LinkedHashMap<>();
        int from = 0;
        for (int i = 0; i < runs && from < limit; i++) {
            int to = Math.min(runEnds[i], limit);
            collected
                    .computeIfAbsent(runKeys[i], k -> new ByteArrayOutputStream())
                    .write(bytes, from, to - from);
            from = to;
        }
        Map<Long, String> strings = new LinkedHashMap<>();
        collected.forEach((k, v) -> strings.put(k, v.toString(StandardCharsets.UTF_8)));
        return strings;
    }
}
