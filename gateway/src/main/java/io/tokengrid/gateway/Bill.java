package io.tokengrid.gateway;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.AnswerReader;
import io.tokengrid.metering.FinishReason;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.Rater;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.units.Money;
import java.time.Duration;
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
    static Bill of(AdmitOutcome.Admitted call, Usage usage, AnswerReader reader, Course course) {
        Charge charge = Rater.rate(call.prices().baseSell(), usage);
        Money total = reported(usage) ? charge.total() : charge.total().min(call.held());
        PriceList buy = call.prices().baseBuy();
        String provider = course.attempts().getLast().provider();
        FinishReason reason = reader.finishReason();
        return new Bill(
                total,
                buy == null ? null : new ProviderCost(provider, Rater.total(buy, usage)),
                null,
                new Fact.Settlement(
                        usage,
                        reader.reported(),
                        charge.lines(),
                        reason == FinishReason.INCOMPLETE
                                ? null
                                : reason.name().toLowerCase(Locale.ROOT),
                        course.attempts(),
                        course.firstByte(),
                        course.cut(),
                        course.count()));
    }

    /// The same bill with the cost of what the provider made, as far as it is more than what is
    /// charged: the platform's (exactness B7).
    Bill beyond(AdmitOutcome.Admitted call, Usage made) {
        PriceList buy = call.prices().baseBuy();
        Money more =
                buy == null || cost == null
                        ? Money.ZERO
                        : Rater.total(buy, made).minus(cost.amount());
        return cost == null || !more.isPositive()
                ? this
                : new Bill(charge, cost, new ProviderCost(cost.provider(), more), result);
    }

    private static boolean reported(Usage usage) {
        return (usage.source() == UsageSource.REPORTED
                        || usage.source() == UsageSource.REPORTED_PARTIAL)
                && !usage.flags().contains(UsageFlag.ESTIMATED_INPUT)
                && !usage.flags().contains(UsageFlag.ESTIMATED_OUTPUT);
    }
}
