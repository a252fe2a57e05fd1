package io.penstock.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {

    @Test
    void countsWhatThisProcessComputes() {
        // Given
        CpuClock clock = ProcessCpu.ofThisProcess();
        long before = clock.nanos();

        // When
        long own = compute(TimeUnit.MILLISECONDS.toNanos(50));

        // Then
        assertThat(clock.nanos() - before).isGreaterThanOrEqualTo(own / 2);
    }

    @Test
    void theTimeOfAProcessThatHasEndedStays() throws Exception {
        // Given
        Process child = new ProcessBuilder("sleep", "0.2").start();
        CpuClock tree = ProcessCpu.ofTree(ProcessHandle.current().pid());
        long before = tree.nanos();

        // When
        child.waitFor();

        // Then
        assertThat(tree.nanos()).isGreaterThanOrEqualTo(before);
    }

    /** @return the CPU time that it took */
    private static long compute(long nanos) {
        var threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        long spent = 0;
        while (spent < nanos) {
            spent = threads.getCurrentThreadCpuTime() - begin;
        }
        return spent;
    }
}
