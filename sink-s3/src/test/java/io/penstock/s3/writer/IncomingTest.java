package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.error.RecordException;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.config.NullValues;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.format.Compression;
import io.penstock.s3.format.FileFormat;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.partition.Partitioner;
import io.penstock.s3.partition.RecordMoment;
import io.penstock.s3.rotate.SchemaChange;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class IncomingTest {

    private static final Partitioner PICKY = record -> {
        if (record.value() instanceof Map<?, ?> map && map.containsKey("pathless")) {
            throw new RecordException(S3Error.PATH_VALUE, "no path");
        }
        return "";
    };

    private final Incoming incoming = incoming(Optional.empty());

    private static Incoming incoming(Optional<RecordMoment> rotatesBy) {
        return new Incoming(
                new FileFormat.Avro(Compression.NONE).open(new MemoryBudget(1 << 20)),
                new Scratch(1_000),
                SchemaChange.SEPARATE,
                NullValues.IGNORE,
                PICKY,
                rotatesBy,
                Clock.systemUTC());
    }

    /** Microseconds, as some producers write them: here no path needs them. */
    @Test
    void recordsWhoseTimestampOnlyRotationNeedsAreWrittenWhateverItIs() {
        Incoming rotating = incoming(Optional.of(new RecordMoment.Timestamp()));
        long micros = 1_700_000_000_000_000L;
        rotating.take(new SinkRecord("t", 0, null, null, null, 1L, 0, micros, TimestampType.CREATE_TIME));

        assertThat(rotating.writable()).isTrue();
        assertThat(rotating.moment()).isNull();
    }

    private FileSchema taken(Object value, boolean enters) {
        incoming.take(new SinkRecord("t", 0, null, null, null, value, 0));
        if (enters) {
            incoming.entered();
        }
        return incoming.schema();
    }

    @Test
    void learnsFromRecordsThatEnterAFileAndFromNoOthers() {
        FileSchema first = taken(Map.of("id", 1), true);
        taken(Map.of("id", 2, "pathless", 1), false);
        assertThat(incoming.failure()).isNotNull();
        taken(Map.of("id", 2, "passed.over", 1), false);

        assertThat(taken(Map.of("id", 3), true)).isEqualTo(first);
        FileSchema grown = taken(Map.of("id", 4, "more", 1), true);
        assertThat(taken(Map.of("id", 5), true)).isEqualTo(grown).isNotEqualTo(first);
        assertThat(grown.toString()).contains("more").doesNotContain("path", "passed");
    }
}
