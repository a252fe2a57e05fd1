package io.penstock.testkit.fault;

/** Finds a byte pattern in a stream that comes in pieces, also across their borders. Confined to one thread. */
final class PatternScanner {

    private final byte[] pattern;
    private final int[] fallback;
    private int matched;

    PatternScanner(byte[] pattern) {
        this.pattern = pattern;
        this.fallback = fallbacks(pattern);
    }

    /** The index after the first occurrence that ends in this piece, or -1. */
    int scan(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            while (matched > 0 && bytes[i] != pattern[matched]) {
                matched = fallback[matched - 1];
            }
            if (bytes[i] == pattern[matched]) {
                matched++;
            }
            if (matched == pattern.length) {
                matched = fallback[matched - 1];
                return i + 1;
            }
        }
        return -1;
    }

    /** For each prefix the length of its longest proper border (Knuth, Morris and Pratt). */
    private static int[] fallbacks(byte[] pattern) {
        int[] borders = new int[pattern.length];
        int border = 0;
        for (int i = 1; i < pattern.length; i++) {
            while (border > 0 && pattern[i] != pattern[border]) {
                border = borders[border - 1];
            }
            if (pattern[i] == pattern[border]) {
                border++;
            }
            borders[i] = border;
        }
        return borders;
    }
}
