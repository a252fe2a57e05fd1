package io.penstock.quickstart.live;

import io.penstock.quickstart.parts.Pipeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the pipeline all the time, at each part as often as it bears. A part that cannot be asked keeps its last number, and
 * {@link #trouble()} says why.
 */
public final class Sampler implements AutoCloseable {

    private static final long KAFKA_MILLIS = 100;
    private static final long TABLE_MILLIS = 250;
    private static final long OBJECTS_MILLIS = 1000;

    private final LongSupplier published;
    private final KafkaProbe kafka;
    private final TableProbe table;
    private final ObjectProbe objects;
    private final Admin admin;
    private final Connection connection;
    private final ScheduledExecutorService executor;
    private volatile boolean recounting;
    private volatile @Nullable String trouble;

    private Sampler(Pipeline pipeline, LongSupplier published, Admin admin, Connection connection) throws SQLException {
        this.published = published;
        this.admin = admin;
        this.connection = connection;
        this.kafka = new KafkaProbe(admin, pipeline.recordPartitions(), pipeline.deadLetterPartitions());
        this.table = new TableProbe(connection, Pipeline.TABLE);
        this.objects = new ObjectProbe(pipeline.objects(), pipeline.objectPrefixes());
        this.executor = Executors.newScheduledThreadPool(3, runnable -> {
            Thread thread = new Thread(runnable, "quickstart-sampler");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param published number of acknowledged messages; must be thread-safe */
    public static Sampler start(Pipeline pipeline, LongSupplier published) throws SQLException {
        Sampler sampler = new Sampler(pipeline, published, pipeline.admin(), pipeline.connect());
        sampler.every(KAFKA_MILLIS, "Kafka", sampler.kafka::sample);
        sampler.every(TABLE_MILLIS, "PostgreSQL", () -> {
            sampler.table.sample();
            if (sampler.recounting) {
                sampler.table.recount();
            }
        });
        sampler.every(OBJECTS_MILLIS, "the S3 store", () -> {
            if (sampler.recounting) {
                sampler.objects.recount();
            } else {
                sampler.objects.sample();
            }
        });
        return sampler;
    }

    public Sample sample() {
        ObjectProbe.Count found = objects.count();
        return new Sample(
                published.getAsLong(),
                kafka.records(),
                table.rows(),
                found.objects(),
                found.records(),
                kafka.deadLetters(),
                table.delay());
    }

    /** Records in the topic, at most a tenth of a second old. */
    public long inKafka() {
        return kafka.records();
    }

    /** From now on every look counts everything: dearer, and immune to what the incremental counts may overlook. */
    public void recount() {
        recounting = true;
    }

    /** Why the last part that could not be asked could not. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() throws SQLException {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                trouble = "a look at the pipeline did not end";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close();
        connection.close();
    }

    private void every(long millis, String part, Look look) {
        // Ends with the executor; attempt() lets no exception out.
        var unused = executor.scheduleWithFixedDelay(() -> attempt(part, look), 0, millis, TimeUnit.MILLISECONDS);
    }

    private void attempt(String part, Look look) {
        try {
            look.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // Whatever it is, the next look may succeed, and this one is only for the eye.
            trouble = "cannot ask " + part + ": " + e.getMessage();
        }
    }

    @FunctionalInterface
    private interface Look {
        void look() throws Exception;
    }
}
