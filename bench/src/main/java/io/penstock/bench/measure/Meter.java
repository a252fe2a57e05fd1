package io.penstock.bench.measure;

/** Measures one run at a time. */
public final class Meter {

    private final Jvm here;
    private final CpuClock server;

    /** @param client what counts as that of contestants in this process */
    public Meter(CpuClock client, CpuClock server) {
        this.here = Jvm.here(client);
        this.server = server;
    }

    /** Time and work. What was garbage before has gone. */
    Sample time(Contestant contestant) throws Exception {
        Jvm jvm = contestant.elsewhere().orElse(here);
        jvm.memory().gc();
        long serverBefore = server.nanos();
        long cpuBefore = jvm.cpu().nanos();
        long begin = System.nanoTime();
        contestant.run();
        long wall = System.nanoTime() - begin;
        long cpu = jvm.cpu().nanos() - cpuBefore;
        long serverCpu = server.nanos() - serverBefore;
        return new Sample(contestant.check(), wall, cpu, serverCpu);
    }

    /** @return bytes that the heap held at most, above what it held before */
    long weigh(Contestant contestant) throws Exception {
        HeapWatch heap = HeapWatch.begin(contestant.elsewhere().orElse(here).memory());
        contestant.run();
        long bytes = heap.end();
        contestant.check();
        return bytes;
    }
}
