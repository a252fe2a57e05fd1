package io.penstock.s3.writer;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.partition.FileStart;
import io.penstock.s3.store.ObjectStore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkRecord;

/** Begins files: names them, and hands them what they need. Confined to the task's thread. */
final class FileStarter {

    private final S3SinkConfig.Files files;
    private final ObjectStore store;
    private final MemoryBudget budget;
    private final Supplier<String> nonces;
    private final LongSupplier ticker;

    FileStarter(
            S3SinkConfig.Files files,
            ObjectStore store,
            MemoryBudget budget,
            Supplier<String> nonces,
            LongSupplier ticker) {
        this.files = files;
        this.store = store;
        this.budget = budget;
        this.nonces = nonces;
        this.ticker = ticker;
    }

    FileStart startAt(SinkRecord record, int generation) {
        return new FileStart(
                files.topicsDir(),
                record.topic(),
                RecordCoordinates.of(record),
                generation,
                record.timestamp(),
                files.extension());
    }

    /** @throws io.penstock.common.error.RecordException when the record lacks what the name needs */
    String keyOf(FileStart start) {
        return files.nameTemplate().render(start);
    }

    OpenFile open(FileStart start, String key, Ledger ledger) {
        String nonce = nonces.get();
        DataFile described = new DataFile(
                key, nonce, files.format().contentType(), files.compression().contentEncoding(), 0, 0);
        UploadSession upload = new UploadSession(store, ledger, nonce, key, ChainErrands.headers(described));
        return new OpenFile(start, key, nonce, ticker.getAsLong(), files, budget, upload);
    }

    /** The most memory that a record of this size takes. */
    long worstGrowth(long recordBytes, boolean open) {
        return OpenFile.worstGrowth(files.compression(), recordBytes, open);
    }
}
