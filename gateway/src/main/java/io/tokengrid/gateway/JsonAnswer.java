package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.metering.AnswerRead;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.ErrorEvidence;
import io.tokengrid.metering.FinishReason;
import io.tokengrid.metering.OutputCount;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.TokenCount;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// An answer in one JSON object. Up to 4 MiB it waits whole for its settlement; a longer one passes
/// as it comes, but for its last 1 KiB (exactness C4). So does one for which there is no memory.
///
/// Of a long one only the end is read: providers write usage last. Where it is not within the last
/// 64 KiB, the call is settled by an estimate from the answer's length.
final class JsonAnswer implements ModelAnswer {
    private static final int MAX_WHOLE = 4 << 20;
    private static final int HELD_BACK = 1 << 10;
    private static final int READ = 64 << 10;

    private final String dialect;
    private final AnswerReader reader;
    private final IntPredicate room;
    private @Nullable Bytes body;
    private long length;
    private boolean isLong;

    /// How much of what stands in [#body] was passed.
    private int passed;

    /// @param room whether there is memory for so many bytes more
    JsonAnswer(String dialect, AnswerReader reader, IntPredicate room) {
        this.dialect = dialect;
        this.reader = reader;
        this.room = room;
    }

    @Override
    public Progress take(Bytes chunk) {
        body = body == null ? chunk : body.append(chunk);
        length += chunk.length();
        isLong = isLong || length > MAX_WHOLE || !room.test(chunk.length());
        return Progress.GOES_ON;
    }

    @Override
    public Bytes takePassed() {
        Bytes all = body();
        int end = all.length() - HELD_BACK;
        if (!isLong || end <= passed) {
            return new Bytes();
        }
        Bytes passing = all.part(passed, end);
        passed = end;
        if (all.length() > 2 * READ) {
            int forgotten = all.length() - READ;
            body = all.part(forgotten, all.length());
            passed -= forgotten;
        }
        return passing;
    }

    @Override
    public Progress end() {
        byte[] bytes = isLong ? ending() : body().toArray();
        AnswerRead read = reader.read(bytes, 0, bytes.length);
        if (isLong) {
            return Progress.WHOLE;
        }
        return switch (read) {
            case AnswerRead.Part _ -> finished() ? Progress.WHOLE : brokeOff();
            case AnswerRead.Failed(ErrorEvidence evidence) ->
                    new Progress.Failed(
                            UpstreamFailure.of(
                                    dialect, 200, UpstreamFailure.Headers.NONE, evidence));
            case AnswerRead.Malformed _ -> brokeOff();
        };
    }

    /// Whether a model answered, be it with nothing.
    private boolean finished() {
        FinishReason reason = reader.finishReason();
        return reader.billable()
                || (reason != FinishReason.INCOMPLETE && reason != FinishReason.ERROR);
    }

    @Override
    public Progress brokeOff() {
        return isLong
                ? new Progress.CutOff(Cut.BROKE_OFF)
                : new Progress.Failed(UpstreamFailure.cutOff());
    }

    @Override
    public Bytes rest(Told told) {
        return isLong ? body().part(passed, body().length()) : body();
    }

    @Override
    public boolean billable() {
        return isLong;
    }

    @Override
    public AnswerReader reader() {
        return reader;
    }

    @Override
    public OutputCount counted() {
        return isLong
                ? new OutputCount(
                        Counts.estimate(length), TokenCount.ZERO, UsageSource.ESTIMATED, length)
                : reader.text().count();
    }

    @Override
    public boolean takesLong() {
        return reader.text().takesLong();
    }

    @Override
    public boolean isRead() {
        return !isLong;
    }

    private Bytes body() {
        return body == null ? new Bytes() : body;
    }

    /// The last finish reason and usage of a long answer, as an answer of their own.
    private byte[] ending() {
        Bytes all = body();
        String text =
                all.text(
                        Math.max(0, all.length() - READ),
                        all.length(),
                        StandardCharsets.ISO_8859_1);
        String reason = valueOfLast("\"finish_reason\"", '"', '"', text);
        String usage = valueOfLast("\"usage\"", '{', '}', text);
        return ("{\"choices\":[{\"finish_reason\":" + reason + "}],\"usage\":" + usage + "}")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /// What stands behind the last `"name"`, from `open` to its `close`; `null` if nothing does. In
    /// a model's text the name's quotes would have backslashes.
    private static String valueOfLast(String name, char open, char close, String text) {
        int at = text.lastIndexOf(name);
        int from = at < 0 ? -1 : text.indexOf(open, at + name.length());
        int depth = 0;
        for (int i = from; i >= 0 && i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == open && (open != close || i == from) ? 1 : c == close ? -1 : 0;
            if (depth == 0) {
                return text.substring(from, i + 1);
            }
        }
        return "null";
    }
}
