package io.tokengrid.storage.segment;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What a fact costs its appender inside the node's critical section, and what taking it into a
/// group costs the journal thread.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AppendBenchmark {

    @Param({"1", "32"})
    int group;

    private final byte[] fact = new byte[248];
    private final byte[] frame = new byte[1 << 20];
    private final FactBuffer buffer = new FactBuffer(16 << 20, 0);
    private int waiting;

    @Benchmark
    public long append() {
        long sequence = buffer.append(fact, 0, fact.length);
        if (++waiting == group) {
            waiting = 0;
            buffer.take(frame, Frame.HEADER, frame.length - Frame.HEADER);
        }
        return sequence;
    }
}
