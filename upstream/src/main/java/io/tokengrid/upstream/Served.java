package io.tokengrid.upstream;

import io.tokengrid.upstream.ServedCall.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What an upstream has served: sums by outcome since its start (or since they were cleared), and
/// the last calls one by one. A call is counted when its last byte was written, or when it was cut.
/// Safe for all threads.
public final class Served {
    private final int most;
    private final ArrayDeque<ServedCall> calls = new ArrayDeque<>();
    private final Map<Outcome, Sum> sums = new EnumMap<>(Outcome.class);
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private int open;

    Served(int most) {
        this.most = most;
    }

    /// The number of the calls of one outcome and the sum of their usage.
    public record Sum(long calls, Usage usage) {
        private static final Sum NONE = new Sum(0, Usage.NONE);

        private Sum plus(ServedCall call) {
            return new Sum(calls + 1, usage.plus(call.usage()));
        }
    }

    public synchronized Sum sum(Outcome outcome) {
        return sums.getOrDefault(outcome, Sum.NONE);
    }

    /// Ended calls by the HTTP status of their answer.
    public synchronized Map<Integer, Long> statuses() {
        return new TreeMap<>(statuses);
    }

    /// Calls that were taken and have not ended.
    public synchronized int open() {
        return open;
    }

    /// The last calls, oldest first.
    public synchronized List<ServedCall> calls() {
        return List.copyOf(calls);
    }

    /// The calls among the last ones that carry this id in any of their three ids, oldest first:
    /// attempts of one request share an id.
    public synchronized List<ServedCall> find(String id) {
        return calls.stream().filter(call -> call.ids().hold(id)).toList();
    }

    /// Forgets all that has ended.
    public synchronized void clear() {
        calls.clear();
        sums.clear();
        statuses.clear();
    }

    /// Waits until no call is open. A client may read the end of its answer an instant before the
    /// call is counted; after this it is.
    ///
    /// @return false if `most` passed first
    public synchronized boolean awaitIdle(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (open > 0) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    synchronized void began() {
        open++;
    }

    synchronized void ended(ServedCall call) {
        if (--open == 0) {
            notifyAll();
        }
        sums.put(call.outcome(), sum(call.outcome()).plus(call));
        statuses.merge(call.status(), 1L, Long::sum);
        if (most == 0) {
            return;
        }
        if (calls.size() == most) {
            calls.removeFirst();
        }
        calls.addLast(call);
    }

    synchronized String json() {
        StringBuilder json = new StringBuilder("{\"open\":").append(open);
        for (Outcome outcome : Outcome.values()) {
            Sum sum = sum(outcome);
            json.append(",\"").append(outcome.word()).append("\":{\"calls\":").append(sum.calls());
            json.append(',').append(fields(sum.usage())).append('}');
        }
        return json.append(",\"statuses\":")
                .append(
                        statuses.entrySet().stream()
                                .map(e -> "\"" + e.getKey() + "\":" + e.getValue())
                                .collect(Collectors.joining(",", "{", "}")))
                .append('}')
                .toString();
    }

    static String fields(Usage usage) {
        return "\"input\":"
                + usage.input()
                + ",\"cached\":"
                + usage.cached()
                + ",\"output\":"
                + usage.output()
                + ",\"reasoning\":"
                + usage.reasoning();
    }
}
