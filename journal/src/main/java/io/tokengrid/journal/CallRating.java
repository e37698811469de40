package io.tokengrid.journal;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.Moments;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.Rater;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Rates a call by the book that it was admitted under, from what its facts say: when it ends,
/// after a crash, and whenever it is rated again (`ChargeMatchesRerating`).
///
/// @param book the frozen one
public record CallRating(PriceBook book, Fact.Admitted admitted) {
    /// What decides about a call's prices at its end (exactness A6).
    ///
    /// @param provider who served it
    /// @param usage what is billed; its input chooses the context tier
    /// @param tier what the provider says it gave
    /// @param units how much of each unit was used besides tokens
    /// @param firstByte from admission to the answer's first byte; null if there was none
    /// @param at when it ended
    public record End(
            String provider,
            Usage usage,
            ServiceTier tier,
            UnitCounts units,
            @Nullable Duration firstByte,
            Instant at) {
        /// As it is recorded.
        ///
        /// @param admitted asked for the provider of a call that no attempt is known of
        static End of(Fact.Admitted admitted, Fact.Settled settled) {
            Fact.Settlement result = settled.result();
            return of(admitted, settled, result.usage(), result.service());
        }

        /// The same with what is billed by now.
        static End of(
                Fact.Admitted admitted, Fact.Settled settled, Usage usage, Fact.Service service) {
            Fact.Settlement result = settled.result();
            return new End(
                    result.attempts().isEmpty()
                            ? admitted.call().provider()
                            : result.attempts().getLast().provider(),
                    usage,
                    service.tier(),
                    service.units(),
                    result.firstByte(),
                    settled.at());
        }
    }

    /// A rated call.
    ///
    /// @param prices what it is charged by; null if a plan covers it, whose weights it is charged
    ///   by, or if the book has none for it: then nothing is charged, and all of it is unpriced
    /// @param cost what the provider gets; null if that is not known, or not in the currency that
    ///   the customer pays in
    public record Rated(
            CallFacts facts,
            @Nullable EffectivePrices prices,
            Charge charge,
            @Nullable Money cost) {
        /// What of it is kept with the settlement besides token lines.
        public Fact.Service service(UnitCounts units) {
            return new Fact.Service(facts.serviceTier(), units, charge.unitLines());
        }
    }

    /// Rates the call again as it was settled.
    public Rated rate(Fact.Settled settled) {
        return rate(End.of(admitted, settled));
    }

    /// Rates a settled call again for what it is charged for by now.
    public Rated rate(Fact.Settled settled, Billed billed) {
        return rate(End.of(admitted, settled, billed.usage(), billed.service()));
    }

    /// What decides about the prices of a settled call, for what it is charged for by now.
    public CallFacts facts(Fact.Settled settled, Billed billed) {
        return facts(End.of(admitted, settled, billed.usage(), billed.service()));
    }

    /// What is charged for a rated call: what the provider did not report itself never costs more
    /// than was held (exactness B5).
    ///
    /// @param held by the call at its end
    public static Money charge(Usage usage, Money total, Money held) {
        boolean reported =
                (usage.source() == UsageSource.REPORTED
                                || usage.source() == UsageSource.REPORTED_PARTIAL)
                        && !usage.flags().contains(UsageFlag.ESTIMATED_INPUT)
                        && !usage.flags().contains(UsageFlag.ESTIMATED_OUTPUT);
        return reported ? total : total.min(held);
    }

    public Rated rate(End end) {
        CallFacts facts = facts(end);
        Fact.Coverage coverage = admitted.call().coverage();
        return coverage == null
                ? rate(book, facts, end.usage(), end.units())
                : new Rated(
                        facts,
                        null,
                        Rater.rate(coverage.weights(), end.usage(), end.units()),
                        cost(end));
    }

    /// Rates what is known of a call by a book.
    public static Rated rate(PriceBook book, CallFacts facts, Usage usage, UnitCounts units) {
        EffectivePrices sell = book.sell(facts);
        Charge charge =
                sell == null
                        ? Charge.unpriced(usage, units)
                        : Rater.rate(sell.prices(), usage, units);
        Money cost = cost(book, facts, facts.customer().currency(), usage, units);
        return new Rated(facts, sell, charge, cost);
    }

    /// What the provider gets for usage; null if that is not known, or not in the currency that the
    /// customer pays in.
    public @Nullable Money cost(End end) {
        return cost(book, facts(end), admitted.call().money(), end.usage(), end.units());
    }

    private static @Nullable Money cost(
            PriceBook book, CallFacts facts, CurrencyCode money, Usage usage, UnitCounts units) {
        EffectivePrices buy = book.buy(facts);
        return buy == null || !buy.currency().equals(money)
                ? null
                : Rater.total(buy.prices(), usage, units);
    }

    /// By what we pay a call as it was settled; null if that is not known.
    public @Nullable EffectivePrices buying(Fact.Settled settled) {
        return buying(End.of(admitted, settled));
    }

    private @Nullable EffectivePrices buying(End end) {
        return book.buy(facts(end));
    }

    /// A call that ends after its deadline has the prices of its deadline, up to which it was held
    /// for.
    private CallFacts facts(End end) {
        Fact.Admission call = admitted.call();
        Instant from = admitted.at();
        Instant to = end.at().isAfter(call.deadline()) ? call.deadline() : end.at();
        return new CallFacts(
                call.model(),
                end.provider(),
                new Customer(call.organization(), call.groups(), call.money()),
                end.usage().input(),
                end.tier(),
                new Moments(from, end.firstByte() == null ? null : from.plus(end.firstByte()), to));
    }
}
