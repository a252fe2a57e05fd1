package io.penstock.bench.measure;

/** Measures one run at a time. */
public final class Meter {

    private final CpuClock client;
    private final CpuClock server;

    /** @param client what counts as the contestant's; this process as a rule */
    public Meter(CpuClock client, CpuClock server) {
        this.client = client;
        this.server = server;
    }

    /** Time and work. What was garbage before has gone. */
    Sample time(Contestant contestant) throws Exception {
        System.gc();
        long serverBefore = server.nanos();
        long cpuBefore = client.nanos();
        long begin = System.nanoTime();
        contestant.run();
        long wall = System.nanoTime() - begin;
        long cpu = client.nanos() - cpuBefore;
        long serverCpu = server.nanos() - serverBefore;
        return new Sample(contestant.check(), wall, cpu, serverCpu);
    }

    /** @return bytes that the heap held at most, above what it held before */
    long weigh(Contestant contestant) throws Exception {
        HeapWatch heap = HeapWatch.begin();
        contestant.run();
        long bytes = heap.end();
        contestant.check();
        return bytes;
    }
}
