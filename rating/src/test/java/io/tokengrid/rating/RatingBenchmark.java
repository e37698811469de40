package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What rating costs with context tiers, windows by day, a batch tier and discounts for groups: of
/// packed records, and of a call from its facts on. One operation is one record or call.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RatingBenchmark {
    private static final int RECORDS = 100_000;
    private static final int CALLS = 1_024;

    private final PriceBook book = Books.everything();
    private final BulkRater rater = new BulkRater(book);
    private final PackedUsage records = new PackedUsage();
    private final CallFacts[] calls = new CallFacts[CALLS];
    private final Usage[] usages = new Usage[CALLS];

    /// Draws calls of the book's models over a week.
    public RatingBenchmark() {
        RandomGenerator random = Seeds.generator(1);
        for (int i = 0; i < RECORDS; i++) {
            CallFacts call = Books.anyCall(book, random);
            Usage usage = usage(call, random);
            EffectivePrices prices = book.sell(call);
            if (prices == null) {
                throw new IllegalStateException("every call has a price");
            }
            records.add(prices, usage, UnitCounts.ONE_REQUEST);
            calls[i % CALLS] = call;
            usages[i % CALLS] = usage;
        }
    }

    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public BulkRater packed() {
        rater.rate(records);
        return rater;
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int choice() {
        int sum = 0;
        for (CallFacts call : calls) {
            EffectivePrices prices = book.sell(call);
            sum += prices == null ? 0 : prices.number();
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(CALLS)
    public Money choiceAndTotal() {
        Money sum = Money.ZERO;
        for (int i = 0; i < CALLS; i++) {
            EffectivePrices prices = book.sell(calls[i]);
            if (prices != null) {
                sum = sum.plus(Rater.total(prices.prices(), usages[i], UnitCounts.ONE_REQUEST));
            }
        }
        return sum;
    }

    private static Usage usage(CallFacts call, RandomGenerator random) {
        long cached = random.nextLong(call.promptTokens().value() + 1);
        return Usage.builder(UsageSource.REPORTED)
                .count(TokenClass.INPUT, call.promptTokens().value() - cached)
                .count(TokenClass.CACHED_INPUT, cached)
                .count(TokenClass.OUTPUT, 1 + random.nextInt(4_000))
                .build();
    }
}
