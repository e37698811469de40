package io.tokengrid.gateway;

import io.tokengrid.metering.OpenAiUsageReader;
import io.tokengrid.metering.TokenCounter;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.TokenCount;
import io.vertx.core.buffer.Buffer;

/// What a model says: what of it the client may have at once, what waits for the settlement, and
/// what it is charged by.
sealed interface ModelAnswer extends ProviderAnswer permits JsonAnswer, StreamAnswer {
    /// What the client may have now, perhaps nothing; the caller owns it.
    Buffer takePassed();

    /// What was held back for the settlement, with the charge in it if there is a place for it.
    Buffer rest(Told told);

    /// Whether there is something to charge if nothing more comes.
    boolean billable();

    /// What is known of its usage.
    OpenAiUsageReader reader();

    /// Our own count, for what the provider does not report. Takes a while: not for an event loop.
    ///
    /// @param input our count of the prompt
    Usage counted(TokenCounter counter, TokenCount input);
}
