package io.penstock.jdbc.plan;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.RecordFormat;
import io.penstock.jdbc.config.RowSettings;
import io.penstock.jdbc.error.JdbcError;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Reads records of the configured format. */
final class EventReader {

    private final RowSettings settings;
    /** Whether a tombstone may follow a delete that has spared a newer row, and would delete that. */
    private final boolean tombstonesAreUnclear;

    EventReader(RowSettings settings) {
        this.settings = settings;
        boolean deletes =
                settings.deletes() instanceof DeleteRule.Remove || settings.deletes() instanceof DeleteRule.Mark;
        this.tombstonesAreUnclear = settings.format().format() == RecordFormat.AUTO
                && deletes
                && settings.keyMode().isInTombstones()
                && settings.overwrites().version().isPresent();
    }

    /**
     * @throws RecordException when the record is not of the format, or asks for what is not enabled
     * @throws FatalException when what later tombstones mean would have to be guessed
     */
    Event read(SinkRecord record) {
        Object value = record.value();
        if (value == null) {
            return tombstone(record);
        }
        boolean envelope = switch (settings.format().format()) {
            case DEBEZIUM -> true;
            case AUTO -> DebeziumEnvelope.isNamedSo(value);
            case STRUCT, SCHEMALESS, JSON_COLUMN -> false;
        };
        if (envelope && tombstonesAreUnclear) {
            // To remember it would not do: the next task may begin with the tombstone.
            throw new FatalException(
                    JdbcError.FORMAT_OPEN,
                    "the record at " + RecordCoordinates.of(record)
                            + " is an event of Debezium, and record.format is auto. " + JdbcError.FORMAT_OPEN.meaning()
                            + " " + JdbcError.FORMAT_OPEN.remedy());
        }
        Event event = envelope ? DebeziumEnvelope.read(record) : plain(record, value);
        if (event instanceof Event.Delete && settings.deletes() instanceof DeleteRule.Never) {
            throw new RecordException(
                    JdbcError.TOMBSTONE,
                    "the record at " + RecordCoordinates.of(record) + " is a delete. " + JdbcError.TOMBSTONE.remedy());
        }
        if (event instanceof Event.Delete && settings.deletes() instanceof DeleteRule.Ignore) {
            return new Event.Nothing();
        }
        if (event instanceof Event.Truncate && !settings.format().truncates()) {
            throw new RecordException(
                    JdbcError.TRUNCATION,
                    "the record at " + RecordCoordinates.of(record) + " empties its table. "
                            + JdbcError.TRUNCATION.remedy());
        }
        return marked(event);
    }

    private Event tombstone(SinkRecord record) {
        if (settings.deletes() instanceof DeleteRule.Ignore) {
            return new Event.Nothing();
        }
        boolean enabled = !(settings.deletes() instanceof DeleteRule.Never);
        boolean debezium = settings.format().format() == RecordFormat.DEBEZIUM;
        boolean findsRow = settings.keyMode().isInTombstones();
        // For the topic's compaction Debezium has one follow each event of a delete. That may have spared a newer row.
        boolean repeats =
                debezium && (!findsRow || settings.overwrites().version().isPresent());
        if (enabled && repeats) {
            return new Event.Nothing();
        }
        if (enabled && findsRow) {
            return new Event.Delete(record, false);
        }
        throw new RecordException(
                JdbcError.TOMBSTONE,
                "the record at " + RecordCoordinates.of(record) + " has no value. " + JdbcError.TOMBSTONE.remedy());
    }

    private Event plain(SinkRecord record, Object value) {
        RecordFormat format = settings.format().format();
        if ((format == RecordFormat.STRUCT && !(value instanceof Struct))
                || (format == RecordFormat.SCHEMALESS && !(value instanceof Map))) {
            throw otherFormat(record, value, "record.format is " + format.name().toLowerCase(Locale.ROOT));
        }
        if (value instanceof String && settings.deletes().marker().isPresent()) {
            // It may well be JSON with the field in it; to store a delete as a row would be worse than to ask.
            throw otherFormat(record, value, "delete.field is not looked for in a text");
        }
        return new Event.Write(record);
    }

    private Event marked(Event event) {
        return event instanceof Event.Write write
                        && settings.deletes().deletes(write.state().value())
                ? new Event.Delete(write.state(), false)
                : event;
    }

    static RecordException otherFormat(SinkRecord record, @Nullable Object value, String why) {
        return new RecordException(
                JdbcError.RECORD_SHAPE,
                "the value of the record at " + RecordCoordinates.of(record) + " is a "
                        + (value == null ? "null" : value.getClass().getSimpleName()) + ", and " + why + ". "
                        + JdbcError.RECORD_SHAPE.remedy());
    }
}
