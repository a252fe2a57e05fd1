package io.penstock.s3.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.config.NullValues;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.format.FormatWriter;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.partition.FilePlace;
import io.penstock.s3.partition.Partitioner;
import io.penstock.s3.partition.RecordMoment;
import io.penstock.s3.rotate.SchemaChange;
import java.time.Clock;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record in hand: encoded whole, and its file known, before anything is decided on it. One a task; confined to the task's thread. */
final class Incoming {

    private static final Logger LOG = LoggerFactory.getLogger(Incoming.class);

    private final FormatWriter format;
    private final Scratch scratch;
    private final SchemaChange schemaChange;
    private final NullValues nullValues;
    private final Partitioner partitioner;
    private final Optional<RecordMoment> rotatesBy;
    private final Clock clock;
    private @Nullable Long moment;
    private boolean momentMissed;
    private FileSchema schema = FileSchema.ANY;
    private FilePlace place = new FilePlace("", "", FileSchema.ANY);
    private @Nullable RecordException failure;
    private boolean empty;

    /**
     * @param rotatesBy what {@code rotate.interval.ms} goes by, where it is set
     * @param clock of the wall
     */
    Incoming(
            FormatWriter format,
            Scratch scratch,
            SchemaChange schemaChange,
            NullValues nullValues,
            Partitioner partitioner,
            Optional<RecordMoment> rotatesBy,
            Clock clock) {
        this.format = format;
        this.scratch = scratch;
        this.schemaChange = schemaChange;
        this.nullValues = nullValues;
        this.partitioner = partitioner;
        this.rotatesBy = rotatesBy;
        this.clock = clock;
    }

    /** Encodes the record; a bad one is remembered as such until it is known that it must be dealt with at all. */
    void take(SinkRecord record) {
        failure = null;
        empty = record.value() == null && nullValues != NullValues.WRITE;
        try {
            if (!empty) {
                schema = format.encode(record, scratch);
                route(record);
            } else if (nullValues == NullValues.DLQ) {
                failure = new RecordException(S3Error.NULL_VALUE, "the record has no value");
            }
        } catch (RecordException e) {
            failure = e;
        }
    }

    private void route(SinkRecord record) {
        String path = partitioner.path(record);
        FileSchema apart = schemaChange == SchemaChange.ROTATE ? FileSchema.ANY : schema;
        if (!path.equals(place.path()) || !record.topic().equals(place.topic()) || !apart.equals(place.schema())) {
            place = new FilePlace(record.topic(), path, apart);
        }
        moment = rotatesBy.isPresent() ? forRotation(rotatesBy.get(), record) : null;
    }

    /** The record has its path, perhaps without that moment: to end a file no record is given up. */
    private @Nullable Long forRotation(RecordMoment by, SinkRecord record) {
        try {
            return by.of(record, clock);
        } catch (RecordException e) {
            if (!momentMissed) {
                momentMissed = true;
                LOG.warn(
                        "rotate.interval.ms passes over records without a moment that can be used: they end no file, and need"
                                + " another rule to. The first of them: {}",
                        e.getMessage());
            }
            return null;
        }
    }

    /** Where the record belongs, if it is {@link #writable()}. */
    FilePlace place() {
        return place;
    }

    /** When the record is, for rotation; null where nobody asks, or it has none. */
    @Nullable
    Long moment() {
        return moment;
    }

    /** What the file must be made for that it enters, if it is {@link #writable()}. */
    FileSchema schema() {
        return schema;
    }

    /** The record is in a file now. */
    void entered() {
        format.remember();
    }

    void failed(RecordException e) {
        failure = e;
    }

    /** Whether there is something to write. */
    boolean writable() {
        return !empty && failure == null;
    }

    @Nullable
    RecordException failure() {
        return failure;
    }

    Scratch encoded() {
        return scratch;
    }

    /** @throws FatalException when a record without a value must not be passed over */
    void refuseEmpty(SinkRecord record) {
        if (empty && nullValues == NullValues.FAIL) {
            throw new FatalException(
                    S3Error.NULL_VALUE,
                    "the record at " + RecordCoordinates.of(record) + " has no value and behavior.on.null.values=fail. "
                            + S3Error.NULL_VALUE.remedy());
        }
    }
}
