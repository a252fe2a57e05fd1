package io.penstock.s3.partition;

import java.nio.charset.StandardCharsets;

/**
 * Makes any text a segment of an object's key, or a part of one. What is not a plain character is percent-encoded by its UTF-8
 * bytes, as Hive does it and as Hive, Spark, Trino and DuckDB read it; two texts never become one. Pure.
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
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (PLAIN.indexOf(c) >= 0) {
                safe.append(c);
            } else {
                escape(c, safe);
            }
        }
        return safe.toString();
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
