package io.tokengrid.journal;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.Moments;
import io.tokengrid.units.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Usage that did not pass the gateway, as somebody else reports it: calls that another gateway
/// logged, training, annotation work, hours of a GPU. Throws [IllegalArgumentException] if it ends
/// before it begins.
///
/// @param name what its reporter calls it
/// @param key whose key it counts for
/// @param used when it began: its prices, hour and period are those of this instant
/// @param until when it ended
/// @param provider who served it, and is paid for it
/// @param site where; null if that is not said
/// @param usage its tokens; the context tier goes by all its input, as that of one call
/// @param units what else was used
public record UsageEvent(
        Name name,
        KeyId key,
        Instant used,
        Instant until,
        String model,
        String provider,
        @Nullable String site,
        ServiceTier tier,
        Usage usage,
        UnitCounts units) {
    public UsageEvent {
        if (until.isBefore(used)) {
            throw new IllegalArgumentException("usage that ends before it begins");
        }
    }

    /// What a reporter calls an event: the same name for an organization is the same event.
    ///
    /// @param source who reports
    /// @param id which of its events
    public record Name(String source, String id) {
        @Override
        public String toString() {
            return source + " " + id;
        }
    }

    /// What decides about its prices.
    public CallFacts facts(Customer customer) {
        return new CallFacts(
                model, provider, customer, usage.input(), tier, new Moments(used, null, until));
    }
}
