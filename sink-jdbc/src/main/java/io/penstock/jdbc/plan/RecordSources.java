package io.penstock.jdbc.plan;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.RecordColumn;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Inference;
import java.util.Date;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Columns that take something of a record beside its key and value. */
final class RecordSources {

    private RecordSources() {}

    static Source of(RecordColumn column) {
        if (column instanceof RecordColumn.Topic) {
            return source(column, ColumnType.TEXT, SinkRecord::originalTopic);
        }
        if (column instanceof RecordColumn.Partition) {
            return source(column, ColumnType.INT32, SinkRecord::originalKafkaPartition);
        }
        if (column instanceof RecordColumn.Offset) {
            return source(column, ColumnType.INT64, SinkRecord::originalKafkaOffset);
        }
        if (column instanceof RecordColumn.Header header) {
            return source(column, ColumnType.TEXT, record -> header(record, header.name()));
        }
        return source(column, ColumnType.INSTANT, RecordSources::timestamp);
    }

    private static Source source(RecordColumn column, ColumnType type, Source.Reader reader) {
        return new Source(new ColumnSpec(column.column(), type), Moment.TIMESTAMP, reader);
    }

    /**
     * A header that is a part of the primary key, created as what the sample has.
     *
     * @throws io.penstock.common.error.RecordException when it has none: it must not decide for the records that follow
     */
    static Source keyHeader(String name, String column, SinkRecord sample) {
        Object value = header(sample, name);
        if (value == null) {
            throw KeySources.missing("the record at " + RecordCoordinates.of(sample) + " has no header \"" + name
                    + "\", which pk.fields names");
        }
        return new Source(
                new ColumnSpec(column, Inference.ofKey(column, value)),
                Moment.TIMESTAMP,
                record -> header(record, name));
    }

    private static @Nullable Date timestamp(SinkRecord record) {
        Long millis = record.timestamp();
        return millis == null ? null : new Date(millis);
    }

    /** The last of the name. Headers have a schema each, so what a date stands for is told here and not by the plan. */
    private static @Nullable Object header(SinkRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        Object value = header == null ? null : header.value();
        return value instanceof Date date && Moment.of(header.schema()) != Moment.TIMESTAMP
                ? Texts.toText(date, Moment.of(header.schema()))
                : value;
    }
}
