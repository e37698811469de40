package io.tokengrid.metering;

import io.tokengrid.metering.calibration.Lesson;
import io.tokengrid.metering.calibration.ScriptFactors;
import io.tokengrid.metering.calibration.ScriptMix;
import io.tokengrid.units.TokenCount;
import java.util.function.Supplier;

/// Counts for a family whose vocabulary is not known: by the nearest one that is, times what its
/// reports say of each kind of characters. Thread-safe.
final class EstimatedCounter implements TokenCounter {
    private final TokenCounter nearest;
    private final String family;
    private final Supplier<ScriptFactors> factors;

    /// @param factors those that hold now
    EstimatedCounter(TokenCounter nearest, String family, Supplier<ScriptFactors> factors) {
        this.nearest = nearest;
        this.family = family;
        this.factors = factors;
    }

    @Override
    public TokenCount count(byte[] utf8, int from, int to) {
        return estimate(nearest.count(utf8, from, to), new ScriptMix().add(utf8, from, to));
    }

    @Override
    public TokenCount count(CharSequence text) {
        return estimate(nearest.count(text), new ScriptMix().add(text));
    }

    @Override
    public RunningTokens running() {
        return new Running(nearest.running(), new ScriptMix());
    }

    @Override
    public void load() {
        nearest.load();
    }

    @Override
    public String encoding() {
        return nearest.encoding() + " (estimate for " + family + ")";
    }

    @Override
    public boolean exact() {
        return false;
    }

    @Override
    public int errorPermille() {
        return (int) Math.max(1, Math.ceilDiv(factors.get().error() * 1_000, ScriptFactors.ONE));
    }

    @Override
    public String toString() {
        return encoding();
    }

    private TokenCount estimate(TokenCount tokens, ScriptMix mix) {
        return new TokenCount(factors.get().estimate(tokens.value(), mix));
    }

    /// Counts the texts of one prompt, and keeps what its report can teach. Not thread-safe.
    final class Sample {
        private final ScriptFactors before = factors.get();
        private final ScriptMix mix = new ScriptMix();
        private long inNearest;
        private long estimated;

        long tokens(byte[] utf8, int from, int to) {
            long tokens = nearest.count(utf8, from, to).value();
            ScriptMix ofText = new ScriptMix().add(utf8, from, to);
            long estimate = before.estimate(tokens, ofText);
            inNearest = Math.addExact(inNearest, tokens);
            estimated = Math.addExact(estimated, estimate);
            mix.add(ofText);
            return estimate;
        }

        Lesson.Script script() {
            return new Lesson.Script(inNearest, estimated, mix, before);
        }
    }

    private final class Running implements RunningTokens {
        private final RunningTokens tokens;
        private final ScriptMix mix;

        Running(RunningTokens tokens, ScriptMix mix) {
            this.tokens = tokens;
            this.mix = mix;
        }

        @Override
        public void append(byte[] utf8, int from, int to) {
            tokens.append(utf8, from, to);
            mix.add(utf8, from, to);
        }

        @Override
        public void append(CharSequence text) {
            tokens.append(text);
            mix.add(text);
        }

        @Override
        public TokenCount tokens() {
            return estimate(tokens.tokens(), mix);
        }

        @Override
        public long bytes() {
            return tokens.bytes();
        }

        @Override
        public boolean exact() {
            return false;
        }
    }
}
