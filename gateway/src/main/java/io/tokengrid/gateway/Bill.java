package io.tokengrid.gateway;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRating.Rated;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.FinishReason;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.units.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a call is settled for.
///
/// @param charge what the customer pays
/// @param cost what the provider gets; null if its price is not known
/// @param beyond what the provider probably wants for what came after a cut; null if nothing
/// @param result how the call went
record Bill(
        Money charge,
        @Nullable ProviderCost cost,
        @Nullable ProviderCost beyond,
        Fact.Settlement result) {
    /// How the answer went, apart from what it used.
    ///
    /// @param attempts every try, the last of which served
    /// @param firstByte from admission to the answer's first byte; null if there was none
    /// @param cut whether the answer was cut off
    /// @param count our own count, if there is one by now and something to compare it with
    record Course(
            List<Fact.Attempt> attempts,
            @Nullable Duration firstByte,
            boolean cut,
            @Nullable OwnCount count) {}

    /// Rates usage by the prices of the call's admission. What the provider did not report itself
    /// never costs more than was held (exactness B5).
    ///
    /// @param now when the call ends: what is recorded has the same instant
    static Bill of(
            AdmitOutcome.Admitted call,
            Usage usage,
            AnswerReader reader,
            Course course,
            Instant now) {
        CallRating.End end = end(usage, reader, course, now);
        Rated rated = call.rating().rate(end);
        Money total = rated.charge().total();
        FinishReason reason = reader.finishReason();
        return new Bill(
                CallRating.charge(usage, total, call.held()),
                cost(end.provider(), rated.cost()),
                null,
                new Fact.Settlement(
                        usage,
                        rated.service(end.units()),
                        reader.reported(),
                        rated.charge().lines(),
                        reason == FinishReason.INCOMPLETE
                                ? null
                                : reason.name().toLowerCase(Locale.ROOT),
                        course.attempts(),
                        end.firstByte(),
                        course.cut(),
                        course.count()));
    }

    /// The same bill with the cost of what the provider made, as far as it is more than what is
    /// charged: the platform's (exactness B7).
    Bill beyond(
            AdmitOutcome.Admitted call,
            Usage made,
            AnswerReader reader,
            Course course,
            Instant now) {
        Money all = call.rating().cost(end(made, reader, course, now));
        Money more = all == null || cost == null ? Money.ZERO : all.minus(cost.amount());
        return cost == null || !more.isPositive()
                ? this
                : new Bill(charge, cost, new ProviderCost(cost.provider(), more), result);
    }

    private static CallRating.End end(
            Usage usage, AnswerReader reader, Course course, Instant now) {
        Duration firstByte = course.firstByte();
        return new CallRating.End(
                course.attempts().getLast().provider(),
                usage,
                ServiceTier.reported(reader.serviceTier()),
                UnitCounts.ONE_REQUEST,
                // As it is recorded, so that rating again sees the same.
                firstByte == null ? null : firstByte.truncatedTo(ChronoUnit.MICROS),
                now);
    }

    private static @Nullable ProviderCost cost(String provider, @Nullable Money amount) {
        return amount == null ? null : new ProviderCost(provider, amount);
    }
}
