package io.penstock.testkit.kafka;

import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import io.penstock.testkit.process.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A Connect worker inside this JVM, to step through a connector with a debugger: the same worker on the same class path as {@link ConnectWorker},
 * behind a class loader that sees nothing of the test. It cannot be killed or frozen, and logs to this JVM's output. One at a time is enough.
 */
public final class InJvmWorker implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final String MAIN = "org.apache.kafka.connect.cli.ConnectDistributed";

    private final URLClassLoader loader;
    private final Object connect;
    private final ConnectRest rest;
    private final URI restUrl;

    private InJvmWorker(URLClassLoader loader, Object connect, URI restUrl) {
        this.loader = loader;
        this.connect = connect;
        this.restUrl = restUrl;
        this.rest = new ConnectRest(restUrl);
    }

    /** @param options of which the JVM's arguments are not used */
    public static InJvmWorker start(WorkerVersion version, ConnectWorker.Options options) {
        int port = FreePorts.next();
        Path root = options.directory().toAbsolutePath();
        Map<String, String> properties = ConnectWorker.properties(options, port);
        Path logging = ConfigFiles.resource(version.loggingResource(), root);
        URLClassLoader loader = isolated(RuntimeClasspath.of(version.classpath()));
        Object connect =
                within(loader, version.loggingProperty(), logging.toUri().toString(), () -> {
                    Class<?> main = loader.loadClass(MAIN);
                    Object cli = main.getConstructor(String[].class)
                            .newInstance((Object) new String[] {"unused.properties"});
                    return main.getMethod("startConnect", Map.class).invoke(cli, properties);
                });
        InJvmWorker worker = new InJvmWorker(loader, connect, URI.create("http://127.0.0.1:" + port));
        try {
            worker.awaitReady();
        } catch (RuntimeException e) {
            worker.close();
            throw e;
        }
        return worker;
    }

    public URI restUrl() {
        return restUrl;
    }

    public ConnectRest rest() {
        return rest;
    }

    /** Stops the worker and its connectors, and waits for it. */
    @Override
    public void close() {
        try {
            Class<?> type = connect.getClass();
            type.getMethod("stop").invoke(connect);
            type.getMethod("awaitStop").invoke(connect);
            loader.close();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the worker in this JVM did not stop", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                if (rest.isReady()) {
                    return;
                }
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new StartupException(
                            "the worker in this JVM was not ready within " + START.toSeconds() + " s", e);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new StartupException(
                        "the worker in this JVM did not join its group within " + START.toSeconds() + " s");
            }
            sleep();
        }
    }

    private interface Start {
        Object run() throws ReflectiveOperationException;
    }

    /** With that context class loader, from which Kafka loads by name, and that system property, which logging reads once. */
    private static Object within(ClassLoader loader, String property, String value, Start start) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        String valueBefore = System.getProperty(property);
        thread.setContextClassLoader(loader);
        System.setProperty(property, value);
        try {
            return start.run();
        } catch (InvocationTargetException e) {
            throw new StartupException("the worker in this JVM did not start", e);
        } catch (ReflectiveOperationException e) {
            throw new StartupException("the worker in this JVM has not the expected API", e);
        } finally {
            thread.setContextClassLoader(before);
            if (valueBefore == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, valueBefore);
            }
        }
    }

    private static URLClassLoader isolated(RuntimeClasspath classpath) {
        URL[] urls = classpath.jars().stream()
                .map(jar -> {
                    try {
                        return jar.toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toArray(URL[]::new);
        // The JDK alone above it: nothing of the test's class path can get in.
        return new URLClassLoader("connect-worker", urls, ClassLoader.getPlatformClassLoader());
    }

    private static void sleep() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted while a worker was starting", e);
        }
    }
}
