package io.penstock.s3.restore;

import java.util.HexFormat;

/** Entity tags as S3 makes them, of half the size: MD5 in quotes, with the number of parts where there were parts. Others stay texts. */
final class PackedEtag {

    private static final HexFormat HEX = HexFormat.of();
    private static final int DIGEST_BYTES = 16;
    private static final int DIGEST_DIGITS = 2 * DIGEST_BYTES;
    private static final int MOST_DIGITS = 6;
    private static final int TEXT = 0;
    private static final int WHOLE = 1;

    private PackedEtag() {}

    /** 0 for a text, 1 for a digest, 2 and more for the number of parts and 2. */
    static void write(String etag, Packed to) {
        long kind = kind(etag);
        to.write(kind);
        if (kind == TEXT) {
            to.write(etag);
        } else {
            to.write(HEX.parseHex(etag, 1, 1 + DIGEST_DIGITS), 0, DIGEST_BYTES);
        }
    }

    private static long kind(String etag) {
        int length = etag.length();
        boolean quoted = length >= DIGEST_DIGITS + 2
                && etag.charAt(0) == '"'
                && etag.charAt(length - 1) == '"'
                && areDigits(etag, 1, 1 + DIGEST_DIGITS, true);
        if (!quoted) {
            return TEXT;
        }
        if (length == DIGEST_DIGITS + 2) {
            return WHOLE;
        }
        int from = DIGEST_DIGITS + 2;
        int digits = length - 1 - from;
        boolean parts = etag.charAt(from - 1) == '-'
                && digits > 0
                && digits <= MOST_DIGITS
                && etag.charAt(from) != '0'
                && areDigits(etag, from, length - 1, false);
        return parts ? WHOLE + Long.parseLong(etag, from, length - 1, 10) : TEXT;
    }

    private static boolean areDigits(String text, int from, int to, boolean hex) {
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            boolean decimal = digit >= '0' && digit <= '9';
            if (!decimal && (!hex || digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    static String read(Packed from) {
        long kind = from.read();
        if (kind == TEXT) {
            return from.readText();
        }
        byte[] digest = new byte[DIGEST_BYTES];
        from.read(digest, 0, DIGEST_BYTES);
        return '"' + HEX.formatHex(digest) + (kind == WHOLE ? "" : "-" + (kind - WHOLE)) + '"';
    }
}
