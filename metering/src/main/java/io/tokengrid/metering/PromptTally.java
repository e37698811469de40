package io.tokengrid.metering;

import io.tokengrid.metering.prompt.PromptSink;
import io.tokengrid.metering.prompt.Utf8Text;
import java.util.Arrays;

/// Adds up what a template writes. Not thread-safe.
final class PromptTally implements PromptSink {
    /// What of a text is added up.
    interface Measure {
        /// The tokens of `utf8[from, to)` by itself, or what they cannot exceed.
        long of(byte[] utf8, int from, int to);
    }

    private final Measure measure;

    /// The text since the last marks.
    private byte[] text = new byte[1_024];

    private int end;
    private long inText;
    private long marks;
    private long assumed;
    private long error;

    PromptTally(Measure measure) {
        this.measure = measure;
    }

    @Override
    public void text(Utf8Text more) {
        room(more.most());
        end = more.write(text, end);
    }

    @Override
    public void text(String more) {
        room(more.length());
        for (int i = 0; i < more.length(); i++) {
            char c = more.charAt(i);
            if (c >= 0x80) {
                text(Utf8Text.of(more.substring(i)));
                return;
            }
            text[end++] = (byte) c;
        }
    }

    private void room(int more) {
        int needed = Math.addExact(end, more);
        if (needed > text.length) {
            text = Arrays.copyOf(text, Math.max(needed, (int) Math.min(2L * text.length, 1 << 30)));
        }
    }

    @Override
    public void marks(int count) {
        if (end > 0) {
            inText = Math.addExact(inText, measure.of(text, 0, end));
            end = 0;
        }
        marks += count;
    }

    @Override
    public void assumed(long tokens, long wrong) {
        assumed += tokens;
        error = Math.addExact(error, wrong);
    }

    @Override
    public void perhaps(Utf8Text more) {
        Utf8Text plain = more.plain();
        error = Math.addExact(error, measure.of(plain.bytes(), plain.from(), plain.to()));
    }

    /// Tokens of ordinary text.
    long inText() {
        marks(0);
        return inText;
    }

    /// All tokens.
    long tokens() {
        return Math.max(0, Math.addExact(inText(), marks + assumed));
    }

    /// What they may be wrong by, the vocabulary apart.
    long error() {
        return error;
    }
}
