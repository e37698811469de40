package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.OutputCount;

/// What a model says: what of it the client may have at once, what waits for the settlement, and
/// what it is charged by.
sealed interface ModelAnswer extends ProviderAnswer permits JsonAnswer, StreamAnswer {
    /// What the client may have now, perhaps nothing; the caller owns it.
    Bytes takePassed();

    /// What was held back for the settlement, with the charge in it if there is a place for it.
    Bytes rest(Told told);

    /// Whether there is something to charge if nothing more comes.
    boolean billable();

    /// What is known of its usage.
    AnswerReader reader();

    /// Our own count of what the model wrote, as far as it came. Not for an event loop if
    /// [#takesLong].
    OutputCount counted();

    /// Whether counting it is too much for an event loop.
    boolean takesLong();

    /// Whether all that the model wrote was read, so that our count can be held against a report.
    boolean isRead();
}
