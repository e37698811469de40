package io.tokengrid.app.prices;

import io.tokengrid.metering.ServiceTier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;

/// When rates hold. A call's rates are those of its service tier and hour with the largest [#above]
/// that its input exceeds; they price the whole call.
///
/// @param above input tokens of the call, cached ones included, that must be exceeded; 0 for none
/// @param upTo input tokens beyond which the source gives no price; absent where it does, or where
///   rates with a larger `above` follow
/// @param tier the service tier
/// @param window hours of the day and a zone, such as `09:00-12:00,14:00-18:00 Asia/Shanghai`,
///   begin included and end not; empty for all that no other window has
public record Condition(long above, Optional<Long> upTo, ServiceTier tier, String window)
        implements Comparable<Condition> {
    private static final Comparator<Condition> ORDER =
            Comparator.comparing(Condition::tier)
                    .thenComparing(Condition::window)
                    .thenComparingLong(Condition::above);

    /// Always.
    public static final Condition ALWAYS = of(0, ServiceTier.DEFAULT);

    /// At all hours, without an end.
    static Condition of(long above, ServiceTier tier) {
        return new Condition(above, Optional.empty(), tier, "");
    }

    Condition upTo(long most) {
        return new Condition(above, Optional.of(most), tier, window);
    }

    /// Whether these rates are for calls with more input tokens than `tokens`.
    boolean has(long tokens) {
        return above <= tokens && upTo.map(most -> tokens < most).orElse(true);
    }

    @Override
    public int compareTo(Condition other) {
        return ORDER.compare(this, other);
    }

    /// Such as `batch, above 200000 tokens, 09:00-12:00 Asia/Shanghai`, or `always`.
    @Override
    public String toString() {
        var words = new ArrayList<String>();
        if (tier != ServiceTier.DEFAULT) {
            words.add(tier.key());
        }
        if (above > 0) {
            words.add("above " + above + " tokens");
        }
        upTo.ifPresent(most -> words.add("up to " + most + " tokens"));
        if (!window.isEmpty()) {
            words.add(window);
        }
        return words.isEmpty() ? "always" : String.join(", ", words);
    }
}
