package io.tokengrid.rating;

import io.tokengrid.metering.Usage;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What pricing a call costs: before it (a ceiling) and after it (a charge of three lines).
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class RaterBenchmark {
    private final PriceList prices =
            Prices.list("input 0.8, cached-input 0.16, cache-write 1.0, output 2");
    private final Usage usage = Prices.usage("input 1210, cached-input 4096, output 320");
    private final TokenCount input = new TokenCount(5_306);
    private final TokenCount output = new TokenCount(8_192);

    @Benchmark
    public Money ceiling() {
        return Rater.ceiling(prices, input, output);
    }

    @Benchmark
    public Money total() {
        return Rater.total(prices, usage);
    }

    @Benchmark
    public Charge rate() {
        return Rater.rate(prices, usage);
    }
}
