package io.penstock.testkit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A service's process with what it takes to start it again: the same port, directory and log each time. Thread-safe.
 */
public final class ServiceProcess {

    private final String name;
    private final Supplier<ChildProcess> launcher;
    private final ReadyCheck ready;
    private final Duration startTimeout;
    private final Duration stopGrace;
    private ChildProcess current;

    private ServiceProcess(
            String name, Supplier<ChildProcess> launcher, ReadyCheck ready, Duration startTimeout, Duration stopGrace) {
        this.name = name;
        this.launcher = launcher;
        this.ready = ready;
        this.startTimeout = startTimeout;
        this.stopGrace = stopGrace;
        this.current = launcher.get();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param startTimeout generous: it is only waited for in full when something is wrong
     * @param stopGrace between SIGTERM and SIGKILL
     * @throws StartupException as {@link ChildProcess#awaitReady}
     */
    public static ServiceProcess start(
            String name, Supplier<ChildProcess> launcher, ReadyCheck ready, Duration startTimeout, Duration stopGrace) {
        ServiceProcess service = launch(name, launcher, ready, startTimeout, stopGrace);
        service.awaitReady();
        return service;
    }

    /** As {@link #start}, without waiting. */
    public static ServiceProcess launch(
            String name, Supplier<ChildProcess> launcher, ReadyCheck ready, Duration startTimeout, Duration stopGrace) {
        return new ServiceProcess(name, launcher, ready, startTimeout, stopGrace);
    }

    public String name() {
        return name;
    }

    public synchronized boolean isAlive() {
        return current.isAlive();
    }

    public synchronized long pid() {
        return current.pid();
    }

    public synchronized Path logFile() {
        return current.logFile();
    }

    public synchronized void kill() {
        current.kill();
    }

    public synchronized void freeze() {
        current.freeze();
    }

    public synchronized void resume() {
        current.resume();
    }

    public synchronized void stop() {
        current.stop(stopGrace);
    }

    /** Stops it if it runs, starts it and waits until it is ready. */
    public synchronized void restart() {
        relaunch();
        current.awaitReady(ready, startTimeout);
    }

    /** Stops it if it runs and starts it, without waiting: {@link #awaitReady()} does. */
    public synchronized void relaunch() {
        current.stop(stopGrace);
        current = launcher.get();
    }

    public void awaitReady() {
        ChildProcess process;
        synchronized (this) {
            process = current;
        }
        process.awaitReady(ready, startTimeout);
    }
}
