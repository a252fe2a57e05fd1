package io.penstock.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CPU time of processes, each thread's for itself: on Linux to the nanosecond from {@code /proc/<pid>/task/<tid>/schedstat}, elsewhere as
 * the JDK knows it. Of what has ended counts what was last seen of it.
 */
public final class ProcessCpu implements CpuClock {

    private static final Path PROC = Path.of("/proc");

    private final ProcessHandle root;
    private final boolean descendants;
    private final Map<String, Long> seen = new HashMap<>();

    private ProcessCpu(ProcessHandle root, boolean descendants) {
        this.root = root;
        this.descendants = descendants;
    }

    /** The JVM with its collector and compiler, without the services that it has started. */
    public static ProcessCpu ofThisProcess() {
        return new ProcessCpu(ProcessHandle.current(), false);
    }

    /** A service: of PostgreSQL the backends, the writers of log and pages, and the postmaster. */
    public static ProcessCpu ofTree(long pid) {
        return new ProcessCpu(
                ProcessHandle.of(pid).orElseThrow(() -> new IllegalArgumentException("no process " + pid)), true);
    }

    @Override
    public long nanos() {
        look(root);
        if (descendants) {
            root.descendants().forEach(this::look);
        }
        return seen.values().stream().mapToLong(Long::longValue).sum();
    }

    private void look(ProcessHandle process) {
        Path tasks = PROC.resolve(Long.toString(process.pid())).resolve("task");
        if (!Files.isReadable(PROC.resolve("self/schedstat"))) {
            process.info()
                    .totalCpuDuration()
                    .map(Duration::toNanos)
                    .ifPresent(nanos -> seen.put(Long.toString(process.pid()), nanos));
            return;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                seen.put(thread.getFileName().toString(), onCpu(thread));
            }
        } catch (NoSuchFileException e) {
            // It has just ended.
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException("cannot read the CPU time of process " + process.pid(), e);
        }
    }

    /** The first of three numbers: nanoseconds on a processor. */
    private static long onCpu(Path thread) throws IOException {
        List<String> line = Files.readAllLines(thread.resolve("schedstat"));
        return Long.parseLong(line.get(0).split(" ", 2)[0]);
    }
}
