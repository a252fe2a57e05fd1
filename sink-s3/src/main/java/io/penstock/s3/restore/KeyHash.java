package io.penstock.s3.restore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A key by the first 128 bits of its SHA-256: nobody finds two keys with the same. */
record KeyHash(long high, long low) {

    /** Makes them. Thread-confined. */
    static final class Maker {

        private final MessageDigest sha256;

        Maker() {
            try {
                this.sha256 = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        KeyHash of(String key) {
            byte[] utf8 = key.getBytes(StandardCharsets.UTF_8);
            return of(utf8, utf8.length);
        }

        KeyHash of(byte[] utf8, int length) {
            sha256.update(utf8, 0, length);
            ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
            return new KeyHash(digest.getLong(), digest.getLong());
        }
    }
}
