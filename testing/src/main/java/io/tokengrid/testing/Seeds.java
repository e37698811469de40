package io.tokengrid.testing;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Rounds of a generated test, each with a seed of its own. A failure names the seed, and
/// `-Dseed=SEED -Drounds=1` plays that round again; `-Drounds=N` plays more rounds than the test
/// asks for.
public final class Seeds {
    private Seeds() {}

    /// One round of a generated test: everything random in it comes from `random`.
    @FunctionalInterface
    public interface Round {
        void play(RandomGenerator random) throws Exception;
    }

    /// Plays the rounds of a test, or as many as `-Drounds=` says. Throws [AssertionError] with the
    /// seed at the first round that throws anything.
    public static void play(int rounds, Round round) {
        long first = Long.getLong("seed", System.nanoTime());
        for (int i = 0; i < Integer.getInteger("rounds", rounds); i++) {
            long seed = first + i;
            try {
                round.play(generator(seed));
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError(
                        "play again with -Dseed=" + seed + " -Drounds=1: " + e.getMessage(), e);
            }
        }
    }

    /// The generator of a seed: the same numbers on every machine.
    public static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
