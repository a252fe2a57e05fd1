package io.penstock.bench.s3;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is written.
 *
 * @param title as in the results
 * @param form how it is written
 * @param groups files that are open at a time
 * @param recordsOfFile in a round that is large enough
 * @param share one of so many of a round's records, where they take longer
 * @param way how long whatever is said takes to the store, and from it
 * @param settings of the connector, beside those of the store and of the form
 */
record S3Case(
        String title,
        Supplier<Readings> readings,
        Form form,
        int groups,
        int recordsOfFile,
        int share,
        Duration way,
        Map<String, String> settings) {

    /** Large files, one after another. */
    static final S3Case JSONL = large("jsonl", Readings::structs, Form.JSON_LINES);

    /** Many small files at a time, complete at almost the same moment; together they stay below what makes the sink commit earlier. */
    static final S3Case FAN_OUT = new S3Case(
            "fanout.500",
            Readings::structs,
            Form.JSON_LINES,
            Readings.AREAS,
            20,
            20,
            Duration.ZERO,
            Map.of("partitioner", "field", "partition.field.name", "area"));

    /** The same, one batch of it, with a store that is as far away as those are which are not on the same machine. */
    static final S3Case FAN_OUT_FAR = new S3Case(
            FAN_OUT.title() + ".far",
            FAN_OUT.readings(),
            FAN_OUT.form(),
            FAN_OUT.groups(),
            FAN_OUT.recordsOfFile(),
            100,
            Duration.ofMillis(10),
            FAN_OUT.settings());

    /** A further format or layout is a further entry. */
    static final List<S3Case> ALL = List.of(
            JSONL,
            large("jsonl.schemaless", Readings::maps, Form.JSON_LINES),
            large("bytes", Readings::bytes, Form.BYTES),
            large("avro", Readings::structs, Form.AVRO),
            large("parquet", Readings::structs, Form.PARQUET),
            FAN_OUT,
            FAN_OUT_FAR);

    private static S3Case large(String title, Supplier<Readings> readings, Form form) {
        return new S3Case(title, readings, form, 1, 100_000, 1, Duration.ZERO, Map.of());
    }

    /** How a round of so many records is cut. */
    Cut cut(int items) {
        int wanted = items / share;
        int ofFile = Math.max(1, Math.min(recordsOfFile, wanted / groups));
        return new Cut(Math.max(1, wanted / (ofFile * groups)), groups, ofFile);
    }

    /**
     * All open files of a partition are committed together when the first is full. So a batch gives each group the same number of
     * records, and where there are several groups the first of them one more, which is the batch's last record and fills the file.
     */
    record Cut(int batches, int groups, int recordsOfGroup) {

        int flushSize() {
            return recordsOfGroup + (groups > 1 ? 1 : 0);
        }

        int recordsOfBatch() {
            return groups * recordsOfGroup + (groups > 1 ? 1 : 0);
        }

        int files() {
            return batches * groups;
        }

        int records() {
            return batches * recordsOfBatch();
        }
    }
}
