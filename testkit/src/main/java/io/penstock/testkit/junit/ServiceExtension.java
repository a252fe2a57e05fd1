package io.penstock.testkit.junit;

import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.mqtt.HiveMqBroker;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.TestJvm;
import io.penstock.testkit.s3.S3ProxyServer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * One service for a test class, or for all classes that ask for a shared one.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ServiceExtension<EmbeddedPostgresServer> POSTGRES = ServiceExtension.postgres().shared();
 * }</pre>
 *
 * A shared service must be left alive by each class, and each class needs its own tables, buckets or topics in it.
 */
public final class ServiceExtension<S extends Service>
        implements BeforeAllCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    /** Services that all classes of a JVM use keep their files here. */
    private static final String SHARED = "shared-" + TestJvm.number();

    private static final Namespace NAMESPACE = Namespace.create(ServiceExtension.class);

    private final String name;
    private final Function<Path, S> starter;
    private final boolean shared;
    private @Nullable Running<S> running;

    private ServiceExtension(String name, Function<Path, S> starter, boolean shared) {
        this.name = name;
        this.starter = starter;
        this.shared = shared;
    }

    public static ServiceExtension<EmbeddedPostgresServer> postgres() {
        return of("postgres", EmbeddedPostgresServer::start);
    }

    public static ServiceExtension<S3ProxyServer> s3() {
        return of("s3proxy", S3ProxyServer::start);
    }

    public static ServiceExtension<HiveMqBroker> mqtt() {
        return of("hivemq", HiveMqBroker::start);
    }

    public static ServiceExtension<KafkaBroker> kafka() {
        return of("kafka-broker", KafkaBroker::start);
    }

    /** @param starter takes an empty directory; names one service for all who share it */
    public static <S extends Service> ServiceExtension<S> of(String name, Function<Path, S> starter) {
        return new ServiceExtension<>(name, starter, false);
    }

    /** The same, started once in this JVM and ended with it. */
    public ServiceExtension<S> shared() {
        return new ServiceExtension<>(name, starter, true);
    }

    /** @throws IllegalStateException outside of the test class */
    public S get() {
        Running<S> current = running;
        if (current == null) {
            throw new IllegalStateException(name + " is not started: is the field static and @RegisterExtension?");
        }
        return current.service();
    }

    @Override
    @SuppressWarnings("unchecked") // Only services of this name are stored under it.
    public void beforeAll(ExtensionContext context) {
        if (running != null) {
            // A nested class of the one that started it.
            return;
        }
        if (shared) {
            running = (Running<S>) context.getRoot()
                    .getStore(NAMESPACE)
                    .computeIfAbsent(name, key -> Running.start(SHARED, name, starter), Running.class);
        } else {
            running = Running.start(context.getRequiredTestClass().getSimpleName(), name, starter);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running<S> current = running;
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (current == null || nested) {
            return;
        }
        running = null;
        if (!shared) {
            current.close();
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(failure);
    }

    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withLogs(failure);
    }

    private Throwable withLogs(Throwable failure) {
        Running<S> current = running;
        if (current != null) {
            LogsOfFailure.addTo(failure, List.of(current.service().logFile()));
        }
        return failure;
    }

    /** A started service with its directory; the root store closes a shared one. */
    private record Running<S extends Service>(S service, Path directory) implements AutoCloseable {

        static <S extends Service> Running<S> start(String owner, String name, Function<Path, S> starter) {
            Path directory = TestDirectories.fresh(owner, name);
            return new Running<>(starter.apply(directory), directory);
        }

        @Override
        public void close() {
            service.close();
            TestDirectories.deleteData(directory);
        }
    }
}
