package io.penstock.s3.writer;

import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SpillSpace;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.format.FormatWriter;
import io.penstock.s3.partition.FileStart;
import io.penstock.s3.partition.ObjectKey;
import io.penstock.s3.store.ObjectStore;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkRecord;

/** Begins files: names them, and hands them what they need. Confined to the task's thread. */
final class FileStarter {

    private static final int DISTINCTION_CHARS = 16;

    private final String connector;
    private final S3SinkConfig.Files files;
    private final FormatWriter format;
    private final DeliveryGuarantee guarantee;
    private final ObjectStore store;
    private final MemoryBudget budget;
    private final SpillSpace spill;
    private final Pace pace;
    private final Headway headway;
    private final Supplier<String> nonces;
    private final LongSupplier ticker;

    /** @param connector its name */
    FileStarter(
            String connector,
            S3SinkConfig.Files files,
            FormatWriter format,
            DeliveryGuarantee guarantee,
            ObjectStore store,
            MemoryBudget budget,
            SpillSpace spill,
            Pace pace,
            Headway headway,
            Supplier<String> nonces,
            LongSupplier ticker) {
        this.connector = connector;
        this.files = files;
        this.format = format;
        this.guarantee = guarantee;
        this.store = store;
        this.budget = budget;
        this.spill = spill;
        this.pace = pace;
        this.headway = headway;
        this.nonces = nonces;
        this.ticker = ticker;
    }

    /** @param path of the file's place */
    FileStart startAt(SinkRecord record, String path, int generation) {
        return new FileStart(
                files.topicsDir(),
                record.topic(),
                path,
                RecordCoordinates.of(record),
                generation,
                distinction(),
                record.timestamp(),
                files.format().extension());
    }

    /**
     * Without a chain nobody knows who else writes under a name: a zombie with a shorter file, or a second topic that a transform
     * has given the same name, would replace records that are stored.
     */
    private Optional<String> distinction() {
        return switch (guarantee) {
            case EXACTLY_ONCE -> Optional.empty();
            case AT_LEAST_ONCE -> Optional.of(nonces.get().substring(0, DISTINCTION_CHARS));
        };
    }

    /** @throws RecordException when the record lacks what the name needs, or its topic makes a name that cannot be used */
    String keyOf(FileStart start) {
        String key = files.nameTemplate().render(start);
        ObjectKey.fault(key).ifPresent(fault -> {
            throw new RecordException(
                    S3Error.KEY_UNUSABLE,
                    "the object key for the record at " + start.first() + " cannot be used: " + fault);
        });
        return key;
    }

    OpenFile open(FileStart start, String key, FileSchema schema, Ledger ledger) {
        String nonce = nonces.get();
        ObjectMetadata metadata = new ObjectMetadata(connector, start.first(), schema);
        DataFile described = new DataFile(
                key,
                nonce,
                files.format().contentType(),
                files.format().contentEncoding(),
                start.first().offset(),
                0,
                0,
                metadata.atStart());
        UploadSession upload = new UploadSession(
                store, ledger, pace, headway, nonce, key, start.first(), ChainErrands.headers(described));
        return new OpenFile(
                start, key, nonce, ticker.getAsLong(), files, format, schema, budget, spill, upload, metadata);
    }

    /** The most memory that a record of this size takes. */
    long worstGrowth(FileSchema schema, long recordBytes, boolean open) {
        return format.worstGrowth(schema, recordBytes, open);
    }
}
