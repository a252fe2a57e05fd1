package io.penstock.bench.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Where a contestant works.
 *
 * @param cpu what counts as the contestant's
 * @param memory of the whole process, perhaps another than this one
 */
public record Jvm(CpuClock cpu, MemoryMXBean memory) {

    static Jvm here(CpuClock cpu) {
        return new Jvm(cpu, ManagementFactory.getMemoryMXBean());
    }
}
