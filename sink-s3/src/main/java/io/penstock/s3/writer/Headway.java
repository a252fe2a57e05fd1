package io.penstock.s3.writer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts steps that are done and need not be asked of the store again: appends, files in place, parts, what was tidied. An answer alone is none: many a
 * step begins with a request that succeeds. Thread-safe.
 */
final class Headway {

    private final AtomicLong steps = new AtomicLong();

    void made() {
        steps.incrementAndGet();
    }

    long steps() {
        return steps.get();
    }
}
