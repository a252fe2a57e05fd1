package io.penstock.s3.partition;

import java.nio.charset.StandardCharsets;

/**
 * Makes any text a segment of an object's key, or a part of one. What is not a plain character is percent-encoded by its UTF-8
 * bytes, as Hive does it and as Hive, Spark, Trino and DuckDB read it; two texts never become one. Half of a surrogate pair, which UTF-8
 * has no form for, is encoded like any other character of its size. Pure.
 */
public final class KeySegment {

    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    private KeySegment() {}

    /** Any text, but for one of dots alone, which a key cannot have as a whole segment. */
    public static String encoded(String text) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                encode(text.substring(begin, i), safe);
                escapeHalf(c, safe);
                begin = i + 1;
            }
        }
        encode(text.substring(begin), safe);
        return safe.toString();
    }

    private static void encode(String whole, StringBuilder safe) {
        for (byte b : whole.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (PLAIN.indexOf(c) >= 0) {
                safe.append(c);
            } else {
                escape(c, safe);
            }
        }
    }

    /** By three bytes, as UTF-8 has the characters before and after the surrogates. */
    private static void escapeHalf(char half, StringBuilder safe) {
        escape((char) (0xe0 | (half >> 12)), safe);
        escape((char) (0x80 | ((half >> 6) & 0x3f)), safe);
        escape((char) (0x80 | (half & 0x3f)), safe);
    }

    /**
     * A value as a segment.
     *
     * @param nullName what stands for a value that is null or missing, and for an empty one; a value that is called so is escaped
     */
    public static String ofValue(String value, String nullName) {
        if (value.isEmpty()) {
            return nullName;
        }
        String safe = encoded(value);
        boolean dots = safe.equals(".") || safe.equals("..");
        if (!dots && !safe.equals(nullName)) {
            return safe;
        }
        StringBuilder escaped = new StringBuilder();
        escape(safe.charAt(0), escaped);
        return escaped.append(safe, 1, safe.length()).toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (PLAIN.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void escape(char c, StringBuilder out) {
        out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        out.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
    }
}
