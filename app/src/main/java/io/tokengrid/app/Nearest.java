package io.tokengrid.app;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the known word that a mistyped one was probably meant to be.
final class Nearest {
    private Nearest() {}

    /// The known word with the smallest edit distance; empty only when nothing is known. Ties go to
    /// the first in alphabetical order.
    static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .sorted()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /// The hint after an unknown word.
    static String question(String word, Collection<String> known) {
        return to(word, known).map(near -> "did you mean " + near + "?").orElse("none is known");
    }

    /// Levenshtein's distance with adjacent swaps counted once ("optimal string alignment").
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : least(d, a, b, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int least(int[][] d, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best =
                Math.min(d[i - 1][j - 1] + (same ? 0 : 1), Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
