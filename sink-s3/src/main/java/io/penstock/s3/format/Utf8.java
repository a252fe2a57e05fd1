package io.penstock.s3.format;

import java.nio.charset.StandardCharsets;

/** Texts in UTF-8, which has no form for half of a surrogate pair: Java would write a question mark for it. */
final class Utf8 {

    private Utf8() {}

    /** @throws Unwritable when there is half a pair in it */
    static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte b : bytes) {
            if (b == '?') {
                check(text); // the rare case: this may be a question mark
                break;
            }
        }
        return bytes;
    }

    /** @throws Unwritable when there is half a pair in it */
    static void check(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 == length || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw new Unwritable("a text or a name has half of a surrogate pair, which UTF-8 has no form for");
                }
                i++;
            }
        }
    }
}
