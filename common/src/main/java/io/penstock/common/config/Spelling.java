package io.penstock.common.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the key that a misspelt one was meant to be. */
final class Spelling {

    private Spelling() {}

    /** The nearest of the candidates; empty where a third of the word would have to change, which is no slip. */
    static Optional<String> nearest(String word, List<String> candidates) {
        return candidates.stream()
                .filter(candidate -> 3 * distance(word, candidate) <= word.length())
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein's distance: insertions, deletions and replacements of single characters. */
    static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
