package io.penstock.bench.measure;

import java.lang.management.MemoryMXBean;

/**
 * The most that the heap holds during a run, above what it held before. Garbage does not count: all of it is collected again and
 * again, which slows the run, so a run is either watched or timed.
 */
final class HeapWatch {

    private final MemoryMXBean memory;
    private final long before;
    private final Thread watcher = new Thread(this::watch, "heap-watch");
    private volatile boolean over;
    private volatile long most;

    private HeapWatch(MemoryMXBean memory, long before) {
        this.memory = memory;
        this.before = before;
        this.most = before;
        watcher.setDaemon(true);
    }

    static HeapWatch begin(MemoryMXBean memory) {
        HeapWatch watch = new HeapWatch(memory, held(memory));
        watch.watcher.start();
        return watch;
    }

    /** @return bytes */
    long end() throws InterruptedException {
        over = true;
        watcher.join();
        return most - before;
    }

    /** A quarter of the time at most. */
    private void watch() {
        try {
            while (!over) {
                long begin = System.nanoTime();
                most = Math.max(most, held(memory));
                Thread.sleep(Math.max(1, 3 * (System.nanoTime() - begin) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long held(MemoryMXBean memory) {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
