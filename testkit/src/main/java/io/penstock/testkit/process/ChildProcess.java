package io.penstock.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One child process with everything below it. Its output goes to the end of its log file, its input is empty, Ctrl-C does not reach it, and it
 * dies with this JVM. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration DEATH = Duration.ofSeconds(20);
    private static final Duration STOPPING = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** What asks a process to end. */
    public enum StopSignal {
        TERM,
        INT
    }

    private final String name;
    private final Process process;
    private final StopSignal stopSignal;
    private final Path logFile;
    private volatile boolean frozen;

    private ChildProcess(String name, Process process, StopSignal stopSignal, Path logFile) {
        this.name = name;
        this.process = process;
        this.stopSignal = stopSignal;
        this.logFile = logFile;
    }

    /** @param environment added to this JVM's own */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path logFile) {
        return start(name, command, environment, StopSignal.TERM, logFile);
    }

    /** @param stopSignal what {@link #stop} sends */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, StopSignal stopSignal, Path logFile) {
        Path log = logFile.toAbsolutePath();
        try {
            Path directory = log.getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            ProcessBuilder builder = new ProcessBuilder(Reaper.detached(command))
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // Options meant for the test's own JVM would only trouble a child.
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().putAll(environment);
            Process process = builder.start();
            long pid = process.pid();
            Reaper.shared().watch(pid);
            var unused = process.onExit().thenRun(() -> Reaper.shared().forget(pid));
            return new ChildProcess(name, process, stopSignal, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + " by " + command.get(0), e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path logFile() {
        return logFile;
    }

    /** SIGKILL to it and everything below it, frozen or not; returns when all of them are dead. */
    public void kill() {
        long deadline = System.nanoTime() + DEATH.toNanos();
        List<ProcessHandle> below = descendants();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        if (!ended(DEATH)) {
            throw new IllegalStateException(name + " (pid " + pid() + ") did not die of SIGKILL within " + DEATH);
        }
        // They may outlive it by a while, and still write: PostgreSQL's backends are such.
        for (ProcessHandle handle : below) {
            while (handle.isAlive() && !isDefunct(handle.pid())) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new IllegalStateException("a child of " + name + " (pid " + handle.pid()
                            + ") did not die of SIGKILL within " + DEATH);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }

    /** Dead, and not yet missed by its parent, which in a container may be one that never looks. */
    private static boolean isDefunct(long pid) {
        try {
            return state(Path.of("/proc", Long.toString(pid), "stat")) == 'Z';
        } catch (IOException | UncheckedIOException e) {
            return false; // it has just ended, or this is not Linux
        }
    }

    /** SIGSTOP to it and everything below it; returns when none of its threads runs any more. Sockets stay open, nothing answers. */
    public void freeze() {
        List<Long> tree = tree();
        signal("STOP", tree);
        frozen = true;
        tree.forEach(ChildProcess::awaitStopped);
    }

    /** The signal is only sent when kill returns; on a busy machine threads run on for a while. Seen on Linux only, elsewhere not waited for. */
    private static void awaitStopped(long pid) {
        Path threads = Path.of("/proc", Long.toString(pid), "task");
        long deadline = System.nanoTime() + STOPPING.toNanos();
        while (Files.isDirectory(threads) && !allStopped(threads) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private static boolean allStopped(Path threads) {
        try (Stream<Path> all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                if (state(thread.resolve("stat")) != 'T') {
                    return false;
                }
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            return true; // it has just ended
        }
    }

    private static char state(Path stat) throws IOException {
        String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        // It follows the name, which is in brackets: proc_pid_stat(5).
        return text.charAt(text.lastIndexOf(')') + 2);
    }

    /** SIGCONT: undoes {@link #freeze()}. */
    public void resume() {
        List<Long> tree = tree();
        Collections.reverse(tree);
        signal("CONT", tree);
        frozen = false;
    }

    /** The stop signal, and SIGKILL if it is still there after the grace. Harmless when it has ended. */
    public void stop(Duration grace) {
        if (frozen && isAlive()) {
            resume();
        }
        if (isAlive()) {
            signal(stopSignal.name(), List.of(pid()));
        }
        if (!ended(grace)) {
            kill();
        }
    }

    @Override
    public void close() {
        stop(GRACE);
    }

    /**
     * Waits until it is ready, checking every 50 ms.
     *
     * @throws StartupException if it ends before, or is not ready in time; it is killed then
     */
    public void awaitReady(ReadyCheck check, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Exception last = null;
        while (System.nanoTime() - deadline < 0) {
            if (!process.isAlive()) {
                throw failed("ended with exit code " + process.exitValue() + " before it was ready", null);
            }
            try {
                if (check.isReady()) {
                    return;
                }
            } catch (IOException | RuntimeException e) {
                last = e;
            }
            pause();
        }
        StartupException failure = failed("was not ready within " + timeout.toSeconds() + " s", last);
        kill();
        throw failure;
    }

    /**
     * Waits for a process that does one thing and ends.
     *
     * @throws StartupException if it ends with another exit code than zero, or not in time; it is killed then
     */
    public void awaitSuccess(Duration timeout) {
        if (!ended(timeout)) {
            StartupException failure = failed("did not end within " + timeout.toSeconds() + " s", null);
            kill();
            throw failure;
        }
        if (process.exitValue() != 0) {
            throw failed("ended with exit code " + process.exitValue(), null);
        }
    }

    private StartupException failed(String why, @Nullable Exception cause) {
        String message = name + " " + why + "; its log " + logFile + " ends:\n" + LogFile.tail(logFile, 40);
        return cause == null ? new StartupException(message) : new StartupException(message, cause);
    }

    private void pause() {
        try {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while " + name + " was starting", e);
        }
    }

    private boolean ended(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was ending", e);
        }
    }

    private List<ProcessHandle> descendants() {
        try (Stream<ProcessHandle> below = process.descendants()) {
            return below.toList();
        }
    }

    /** The root first: it must not start others while they are being stopped. */
    private List<Long> tree() {
        List<Long> pids = new ArrayList<>();
        pids.add(process.pid());
        descendants().forEach(handle -> pids.add(handle.pid()));
        return pids;
    }

    private void signal(String signal, List<Long> pids) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -" + signal + " \"$@\"", "sh"));
        pids.forEach(pid -> command.add(pid.toString()));
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // A process that has just ended is no fault: who cares asks isAlive().
            kill.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + signal + " to " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + signal + " to " + name, e);
        }
    }
}
