package io.penstock.quickstart.reconcile;

import io.penstock.quickstart.parts.Pipeline;
import io.penstock.quickstart.publish.PublisherLog;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** Reads the publisher's log and then one store after the other, so that no more than two sets of ids are in memory. */
public final class Reconciler {

    private final MessageId ids;
    private final VehicleJson json;

    /** @param began when the run began, milliseconds since the epoch, on the vehicles' clock */
    public Reconciler(long began) {
        this.ids = new MessageId(began);
        this.json = new VehicleJson(ids);
    }

    /**
     * Compares.
     *
     * @param publisherLog closed
     * @throws IOException if the log or an object cannot be read
     * @throws SQLException if the table cannot be read
     */
    public Reconciliation reconcile(Path publisherLog, Pipeline pipeline) throws IOException, SQLException {
        IdCounts published = published(publisherLog);
        KafkaIds kafka = new KafkaIds(pipeline.bootstrapServers(), json);
        StoreResult inKafka = StoreResult.compare(published, kafka.read(Pipeline.TOPIC));
        StoreResult inTable = StoreResult.compare(published, table(pipeline));
        StoreResult inObjects =
                StoreResult.compare(published, new ObjectIds(json).read(pipeline.objects(), pipeline.objectPrefix()));
        return new Reconciliation(
                published.size(), inKafka, inTable, inObjects, kafka.count(Pipeline.DEAD_LETTER_TOPICS));
    }

    private IdCounts published(Path publisherLog) throws IOException {
        IdCounts published = new IdCounts();
        PublisherLog.read(
                publisherLog,
                (operator, vehicle, timestamp) -> published.add(ids.pack(operator, vehicle, timestamp)
                        .orElseThrow(() -> new IllegalStateException("the publisher's log has an id from another time: "
                                + operator + "/" + vehicle + " " + timestamp))));
        return published;
    }

    private StoredIds table(Pipeline pipeline) throws SQLException {
        try (Connection connection = pipeline.connect()) {
            return new SqlIds(ids).read(connection, Pipeline.TABLE);
        }
    }
}
