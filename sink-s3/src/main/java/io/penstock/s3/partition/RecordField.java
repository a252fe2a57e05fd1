package io.penstock.s3.partition;

import io.penstock.common.record.FieldPath;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A field of records that their place goes by. It says once of a topic's schema that no record of it has the field, which looks like a
 * null otherwise. Thread-confined.
 */
final class RecordField {

    private static final Logger LOG = LoggerFactory.getLogger(RecordField.class);

    /** Enough to see what is wrong. */
    private static final int MOST_TOLD = 100;

    private final String name;
    private final FieldPath path;
    private final boolean ofKey;
    private final Set<String> told = new HashSet<>();
    private @Nullable Schema seen;

    private RecordField(String name, FieldPath path, boolean ofKey) {
        this.name = name;
        this.path = path;
        this.ofKey = ofKey;
    }

    /** @param name what messages call it */
    static RecordField ofValue(String name, FieldPath path) {
        return new RecordField(name, path, false);
    }

    /** @param name what messages call it */
    static RecordField ofKey(String name, FieldPath path) {
        return new RecordField(name, path, true);
    }

    @Nullable
    Object value(SinkRecord record) {
        Schema whole = whole(record);
        if (whole != null && isNew(whole)) {
            look(whole, record);
        }
        return path.get(ofKey ? record.key() : record.value());
    }

    /** Null where the record has none, or it does not have the field. */
    @Nullable
    Schema schema(SinkRecord record) {
        Schema whole = whole(record);
        return whole == null ? null : path.schemaIn(whole);
    }

    private @Nullable Schema whole(SinkRecord record) {
        return ofKey ? record.keySchema() : record.valueSchema();
    }

    @SuppressWarnings("ReferenceEquality") // an equal one is looked at again
    private boolean isNew(Schema schema) {
        boolean isNew = schema != seen;
        seen = schema;
        return isNew;
    }

    private void look(Schema schema, SinkRecord record) {
        if (!path.isLackedBy(schema) || told.size() == MOST_TOLD) {
            return;
        }
        String of = "records of topic " + record.originalTopic() + " with schema " + schema.name() + " version "
                + schema.version();
        if (told.add(of)) {
            LOG.warn("{}: {} have no such field, and all go where nulls go", name, of);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
