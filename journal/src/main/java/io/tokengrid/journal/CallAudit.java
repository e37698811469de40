package io.tokengrid.journal;

import io.tokengrid.journal.Fact.Attempt;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.audit.Basis;
import io.tokengrid.metering.audit.Comparison;
import io.tokengrid.metering.audit.Hidden;
import io.tokengrid.metering.audit.Observation;
import io.tokengrid.metering.audit.Side;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the audit takes from one call: what its provider reported beside what was counted here.
///
/// @param provider who served
/// @param model the provider's name of the model
/// @param day the day of the call's end, in UTC
/// @param sides what was compared
/// @param hidden thinking that was billed and not shown
/// @param impossible whether the report cannot be true; then nothing is compared
public record CallAudit(
        String provider,
        String model,
        LocalDate day,
        List<Compared> sides,
        Hidden hidden,
        boolean impossible) {
    public CallAudit {
        sides = List.copyOf(sides);
    }

    /// One side of a call.
    ///
    /// @param observation for the detector; null if too little is known of the texts
    public record Compared(
            Side side, Basis basis, Comparison tokens, @Nullable Observation observation) {}

    /// Of a call; null if it has not ended with a charge, was not counted, or was not reported in
    /// full.
    public static @Nullable CallAudit of(CallRecord call) {
        Fact.Settled settled = call.settled();
        if (settled == null || settled.result().attempts().isEmpty()) {
            return null;
        }
        Attempt served = settled.result().attempts().getLast();
        LocalDate day = LocalDate.ofInstant(settled.at(), ZoneOffset.UTC);
        Usage usage = settled.result().usage();
        if (usage.flags().contains(UsageFlag.IMPOSSIBLE)) {
            return new CallAudit(
                    served.provider(), served.model(), day, List.of(), Hidden.NONE, true);
        }
        OwnCount counted = call.counted();
        if (counted == null || usage.source() != UsageSource.REPORTED || settled.result().cut()) {
            return null;
        }
        return new Comparing(call, settled, counted).audit(served, day);
    }

    /// One call at work.
    private record Comparing(CallRecord call, Fact.Settled settled, OwnCount counted) {

        CallAudit audit(Attempt served, LocalDate day) {
            return new CallAudit(
                    served.provider(),
                    served.model(),
                    day,
                    List.of(input(), output()),
                    hidden(served),
                    false);
        }

        private Usage usage() {
            return settled.result().usage();
        }

        private Compared input() {
            OwnCount.Texts texts = counted.texts();
            boolean exact = counted.exact() && texts != null && !texts.media();
            return texts == null
                    ? compared(Side.INPUT, exact, usage().input(), counted.input(), 0, null)
                    : compared(
                            Side.INPUT,
                            exact,
                            usage().input(),
                            counted.input(),
                            texts.promptShape(),
                            texts.prompt());
        }

        /// Thinking that is reported apart is no part of it, shown or not: some providers show a
        /// summary of what they bill.
        private Compared output() {
            OwnCount.Texts texts = counted.texts();
            if (texts == null) {
                return compared(
                        Side.OUTPUT, counted.exact(), usage().output(), counted.output(), 0, null);
            }
            TokenCount reported = usage().output();
            TokenCount ours = counted.output();
            if (saysReasoning()) {
                reported = less(reported, usage().count(TokenClass.REASONING));
                ours = less(ours, texts.reasoning());
            }
            return compared(
                    Side.OUTPUT,
                    counted.exact(),
                    reported,
                    ours,
                    texts.answerShape(),
                    texts.answer());
        }

        private Compared compared(
                Side side,
                boolean exact,
                TokenCount reported,
                TokenCount ours,
                long shape,
                @Nullable Sha256 text) {
            var tokens = new Comparison(reported, ours);
            return new Compared(
                    side,
                    exact ? Basis.EXACT : Basis.ESTIMATED,
                    tokens,
                    text == null
                            ? null
                            : new Observation(call.id(), settled.at(), shape, tokens, text));
        }

        private boolean saysReasoning() {
            ReportedUsage reported = settled.result().reported();
            return reported.get(Margin.REASONING) != null
                    || !usage().count(TokenClass.REASONING).isZero();
        }

        /// Thinking beyond what was shown of it.
        private Hidden hidden(Attempt served) {
            OwnCount.Texts texts = counted.texts();
            TokenCount reasoning = usage().count(TokenClass.REASONING);
            if (texts == null || reasoning.isZero() || !texts.reasoning().isZero()) {
                return Hidden.NONE;
            }
            return Hidden.of(reasoning, counted.output(), served.took());
        }

        private static TokenCount less(TokenCount all, TokenCount part) {
            return new TokenCount(Math.max(0, all.value() - part.value()));
        }
    }
}
