package io.penstock.s3.restore;

/** From an array. */
class BytesInput extends SeekableInput {

    private final byte[] bytes;
    private int at;

    BytesInput(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() {
        return at < bytes.length ? bytes[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, target, offset, count);
        at += count;
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public int available() {
        return bytes.length - at;
    }

    @Override
    void seek(long position) {
        at = (int) position;
    }

    @Override
    long position() {
        return at;
    }
}
