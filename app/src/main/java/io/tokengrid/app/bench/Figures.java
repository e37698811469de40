package io.tokengrid.app.bench;

import java.util.List;
import java.util.stream.IntStream;

/// The report's arithmetic.
final class Figures {
    private Figures() {}

    /// The middle one; of an even number the mean of the middle two.
    ///
    /// @throws IllegalArgumentException if there are none
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values to take the median of");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /// The median of the ratios of two things measured in the same rounds; so what slowed a whole
    /// round down slows neither side of its ratio.
    static double medianRatio(List<Double> ours, List<Double> beside) {
        if (ours.size() != beside.size()) {
            throw new IllegalArgumentException("both are measured in every round");
        }
        return median(
                IntStream.range(0, ours.size())
                        .mapToObj(round -> ours.get(round) / beside.get(round))
                        .toList());
    }

    /// What the median round added: ours less the bare one, round by round.
    static double medianAdded(List<Double> ours, List<Double> bare) {
        if (ours.size() != bare.size()) {
            throw new IllegalArgumentException("both are measured in every round");
        }
        return median(
                IntStream.range(0, ours.size())
                        .mapToObj(round -> ours.get(round) - bare.get(round))
                        .toList());
    }
}
