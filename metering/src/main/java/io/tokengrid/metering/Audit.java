package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;

/// What a provider reported beside what was counted here, for one side of one call. The report is
/// the bill; an audit that is [#suspicious] is for people to look at.
///
/// @param reported as the provider has it
/// @param counted as the model's vocabulary, or an estimate, has it
public record Audit(TokenCount reported, TokenCount counted) {

    /// Drift that is worth a look exceeds this share of the count, in percent, and [#TOKENS] as
    /// well: templates and estimates explain less. Both are this project's choice.
    public static final int PERCENT = 30;

    /// See [#PERCENT].
    public static final int TOKENS = 200;

    /// Compares what the model read.
    public static Audit ofInput(Usage reported, Usage counted) {
        return new Audit(reported.input(), counted.input());
    }

    /// Compares what the model wrote. Meaningless for models that think out of sight.
    public static Audit ofOutput(Usage reported, Usage counted) {
        return new Audit(reported.output(), counted.output());
    }

    /// How far the report is above (positive) or below the count, as a share of the count; infinite
    /// when something was reported where nothing was counted.
    public double drift() {
        long off = reported.value() - counted.value();
        return off == 0 ? 0 : (double) off / counted.value();
    }

    /// Whether the report is off by more than [#PERCENT] and more than [#TOKENS].
    public boolean suspicious() {
        long off = Math.abs(reported.value() - counted.value());
        return off > TOKENS && Math.abs(drift()) > PERCENT / 100.0;
    }
}
