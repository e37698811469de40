package io.tokengrid.console;

import java.util.Collection;
import java.util.Comparator;

/// Finds the known word that a mistyped one was probably meant to be.
final class Nearest {
    /// Longer words are cut before they are compared: the cost grows with the product of lengths.
    private static final int MAX = 100;

    private Nearest() {}

    /// A sentence that names the nearest of the known words, or says that there is none.
    static String hint(String word, Collection<String> known) {
        return question(word, known) + ".";
    }

    /// The same without the last full stop, to end a sentence with.
    static String question(String word, Collection<String> known) {
        String cut = word.substring(0, Math.min(word.length(), MAX));
        return known.stream()
                .min(
                        Comparator.comparingInt((String candidate) -> distance(cut, candidate))
                                .thenComparing(Comparator.naturalOrder()))
                .map(nearest ->
                        "Did you mean '" + nearest + "'? Known: " + String.join(", ", known))
                .orElse("None is known here");
    }

    /// Levenshtein's distance, regardless of case.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                boolean same =
                        Character.toLowerCase(a.charAt(i - 1))
                                == Character.toLowerCase(b.charAt(j - 1));
                row[j] = Math.min(diagonal + (same ? 0 : 1), Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
