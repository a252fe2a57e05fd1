package io.penstock.testkit.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A child process that is a JVM of the same JDK as this one, on a class path of its own. */
public final class ChildJvm implements AutoCloseable {

    // Quick to start and small; later arguments override these.
    private static final List<String> DEFAULTS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xss512k",
            "-Djava.awt.headless=true",
            "-Duser.timezone=UTC");

    private final ChildProcess process;

    private ChildJvm(ChildProcess process) {
        this.process = process;
    }

    /** @param classpath a module below {@code testkit/runtime} */
    public static ChildJvm start(
            String name, String classpath, String mainClass, List<String> jvmArgs, List<String> args, Path logFile) {
        return start(name, RuntimeClasspath.of(classpath), mainClass, jvmArgs, args, logFile);
    }

    public static ChildJvm start(
            String name,
            RuntimeClasspath classpath,
            String mainClass,
            List<String> jvmArgs,
            List<String> args,
            Path logFile) {
        return new ChildJvm(launch(name, classpath, mainClass, jvmArgs, args, logFile));
    }

    /** The same as a plain process. */
    public static ChildProcess launch(
            String name,
            RuntimeClasspath classpath,
            String mainClass,
            List<String> jvmArgs,
            List<String> args,
            Path logFile) {
        return launch(name, classpath, mainClass, jvmArgs, args, Map.of(), logFile);
    }

    /** @param environment added to this JVM's own */
    public static ChildProcess launch(
            String name,
            RuntimeClasspath classpath,
            String mainClass,
            List<String> jvmArgs,
            List<String> args,
            Map<String, String> environment,
            Path logFile) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(DEFAULTS);
        command.addAll(jvmArgs);
        command.add("-cp");
        command.add(classpath.argument());
        command.add(mainClass);
        command.addAll(args);
        return ChildProcess.start(name, command, environment, logFile);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public Path logFile() {
        return process.logFile();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGSTOP. */
    public void freeze() {
        process.freeze();
    }

    /** SIGCONT. */
    public void resume() {
        process.resume();
    }

    /** SIGTERM, then SIGKILL after the grace. */
    public void stop(Duration grace) {
        process.stop(grace);
    }

    public void awaitReady(ReadyCheck check, Duration timeout) {
        process.awaitReady(check, timeout);
    }

    @Override
    public void close() {
        process.close();
    }
}
