package io.penstock.s3.writer;

import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Names that no two writers ever share: 128 random bits. Thread-safe. */
public final class Nonces implements Supplier<String> {

    private static final int BYTES = 16;

    private final RandomGenerator random;

    /** @param random of cryptographic quality: seeds of two workers must not coincide */
    public Nonces(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public synchronized String get() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
