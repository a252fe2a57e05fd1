package io.penstock.bench.measure;

/**
 * One measured run.
 *
 * @param cpuNanos of this process, its collector and compiler included
 * @param serverCpuNanos of the service's processes
 */
public record Sample(Work work, long wallNanos, long cpuNanos, long serverCpuNanos) {

    private static final double SECOND = 1e9;

    public double itemsPerSecond() {
        return work.items() / seconds();
    }

    public double seconds() {
        return wallNanos / SECOND;
    }

    public double itemsPerCpuSecond() {
        return work.items() * SECOND / cpuNanos;
    }

    public double cpuMicrosPerItem() {
        return micros(cpuNanos);
    }

    public double serverCpuMicrosPerItem() {
        return micros(serverCpuNanos);
    }

    private double micros(long nanos) {
        return nanos / 1e3 / work.items();
    }
}
