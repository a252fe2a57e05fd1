package io.penstock.bench.measure;

/** CPU time, user and system, in nanoseconds since some moment. */
public interface CpuClock {

    long nanos();

    /** For what has no server. */
    static CpuClock stopped() {
        return () -> 0;
    }

    /** Without what something else in the same process has used. */
    default CpuClock without(CpuClock other) {
        return () -> nanos() - other.nanos();
    }
}
