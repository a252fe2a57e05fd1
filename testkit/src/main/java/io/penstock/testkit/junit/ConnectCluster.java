package io.penstock.testkit.junit;

import io.penstock.testkit.kafka.ConnectRest;
import io.penstock.testkit.kafka.ConnectWorker;
import io.penstock.testkit.kafka.KafkaBroker;
import io.penstock.testkit.kafka.PluginPath;
import io.penstock.testkit.kafka.WorkerVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A broker and a cluster of Connect workers for a test class.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ConnectCluster CLUSTER = ConnectCluster.of(WorkerVersion.V4_3_1)
 *         .workers(2)
 *         .plugins(() -> List.of(zip))
 *         .options(ConnectWorker.Options::withFastSessions);
 * }</pre>
 */
public final class ConnectCluster
        implements BeforeAllCallback,
                AfterAllCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {

    private final WorkerVersion version;
    private final int count;
    private final Supplier<List<Path>> pluginZips;
    private final UnaryOperator<ConnectWorker.Options> options;
    private final List<ConnectWorker> workers = new ArrayList<>();
    private @Nullable KafkaBroker broker;
    private @Nullable Path root;

    private ConnectCluster(
            WorkerVersion version,
            int count,
            Supplier<List<Path>> pluginZips,
            UnaryOperator<ConnectWorker.Options> options) {
        this.version = version;
        this.count = count;
        this.pluginZips = pluginZips;
        this.options = options;
    }

    /** Of one worker without plugins. */
    public static ConnectCluster of(WorkerVersion version) {
        return new ConnectCluster(version, 1, List::of, UnaryOperator.identity());
    }

    public ConnectCluster workers(int number) {
        return new ConnectCluster(version, number, pluginZips, options);
    }

    /** @param zips asked for when the class starts */
    public ConnectCluster plugins(Supplier<List<Path>> zips) {
        return new ConnectCluster(version, count, zips, options);
    }

    /** @param change of the options of each worker, after earlier changes */
    public ConnectCluster options(UnaryOperator<ConnectWorker.Options> change) {
        return new ConnectCluster(version, count, pluginZips, before -> change.apply(options.apply(before)));
    }

    public KafkaBroker broker() {
        return started(broker);
    }

    public String bootstrapServers() {
        return broker().bootstrapServers();
    }

    public List<ConnectWorker> workers() {
        return List.copyOf(workers);
    }

    public ConnectWorker worker(int index) {
        return workers.get(index);
    }

    /** Of the first worker that is alive. */
    public ConnectRest rest() {
        return workers.stream()
                .filter(ConnectWorker::isAlive)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no worker is alive"))
                .rest();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (broker != null) {
            // A nested class of the one that started it.
            return;
        }
        String owner = context.getRequiredTestClass().getSimpleName();
        Path directory = TestDirectories.fresh(owner, "cluster");
        root = directory;
        KafkaBroker started = KafkaBroker.start(directory.resolve("broker"));
        broker = started;
        Path plugins = PluginPath.unpack(directory.resolve("data"), pluginZips.get());
        for (int i = 0; i < count; i++) {
            workers.add(ConnectWorker.launch(
                    version,
                    options.apply(new ConnectWorker.Options(
                            started.bootstrapServers(), owner, plugins, directory.resolve("worker-" + i)))));
        }
        workers.forEach(ConnectWorker::awaitReady);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        KafkaBroker started = broker;
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (started == null || nested) {
            return;
        }
        broker = null;
        // Nothing more is asked of them, so they need not leave their group in good order.
        workers.forEach(ConnectWorker::kill);
        workers.clear();
        started.kill();
        Path directory = Objects.requireNonNull(root);
        TestDirectories.deleteData(directory);
        TestDirectories.deleteData(directory.resolve("broker"));
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
        KafkaBroker started = broker;
        if (started != null) {
            LogsOfFailure.addTo(
                    failure,
                    Stream.concat(Stream.of(started.logFile()), workers.stream().map(ConnectWorker::logFile))
                            .toList());
        }
        return failure;
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the cluster is not started: is the field static and @RegisterExtension?");
        }
        return part;
    }
}
