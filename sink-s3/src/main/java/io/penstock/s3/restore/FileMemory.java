package io.penstock.s3.restore;

import org.jspecify.annotations.Nullable;

/** What one open file holds and cannot read again: its parser, a block, and the record that is next. Thread-confined. */
final class FileMemory implements AutoCloseable {

    private final ReadMemory.Held held;
    private long parser;
    private long block;
    private long record;
    private boolean closed;

    FileMemory(ReadMemory memory) {
        this.held = memory.open();
    }

    void parser(long bytes) {
        parser = bytes;
        hold();
    }

    void block(long bytes) {
        block = bytes;
        hold();
    }

    /** Its key and value, and as much again for what the parser keeps of its longest text. */
    void record(@Nullable ArchivedRecord next) {
        record = next == null ? 0 : 2 * next.bytes();
        hold();
    }

    private void hold() {
        if (!closed) {
            held.hold(parser + block + record);
        }
    }

    /** A second call is harmless. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            held.close();
        }
    }
}
