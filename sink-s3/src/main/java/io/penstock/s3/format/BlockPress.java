package io.penstock.s3.format;

/** Compresses blocks into an array of its own; what it gives is good until the next block. Thread-confined. */
final class BlockPress {

    private static final int SPARE = 4;

    private final BlockCodec codec;
    private final int usualBytes;
    private byte[] pressed = new byte[0];

    /** @param usualBytes the size of most blocks; room for much larger ones is not kept */
    BlockPress(BlockCodec codec, int usualBytes) {
        this.codec = codec;
        this.usualBytes = usualBytes;
    }

    /** The most bytes that so many become. */
    int maxLength(int length) {
        return codec.maxLength(length);
    }

    /** @return how long the block is now; its bytes are {@link #bytes()} */
    int press(byte[] raw, int offset, int length) {
        int most = codec.maxLength(length);
        if (pressed.length < most || pressed.length > SPARE * Math.max(most, usualBytes)) {
            pressed = new byte[Math.max(most, usualBytes)];
        }
        return codec.compress(raw, offset, length, pressed);
    }

    /** Not a copy. */
    byte[] bytes() {
        return pressed;
    }
}
