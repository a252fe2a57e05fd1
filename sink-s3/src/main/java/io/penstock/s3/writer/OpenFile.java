package io.penstock.s3.writer;

import io.penstock.s3.buffer.Content;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import io.penstock.s3.buffer.SpillSpace;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.ChainFile.Uploaded;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.format.FileBody;
import io.penstock.s3.format.FileSchema;
import io.penstock.s3.format.FormatWriter;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.partition.FileStart;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that grows: encoded records, as its format writes them, in a buffer whose full segments leave as parts of an upload. Its memory comes
 * from the budget; who appends has made room before. Confined to the task's thread.
 */
final class OpenFile {

    private final FileStart start;
    private final String key;
    private final String nonce;
    private final long openedAt;
    private final S3SinkConfig.Files files;
    private final FileSchema schema;
    private final SegmentedBuffer buffer;
    private final FileBody body;
    private final UploadSession upload;
    private final ObjectMetadata metadata;
    private long sent;
    private boolean sealed;
    private boolean released;

    /** @param openedAt by the nano ticker */
    OpenFile(
            FileStart start,
            String key,
            String nonce,
            long openedAt,
            S3SinkConfig.Files files,
            FormatWriter format,
            FileSchema schema,
            MemoryBudget budget,
            SpillSpace spill,
            UploadSession upload,
            ObjectMetadata metadata) {
        this.start = start;
        this.key = key;
        this.nonce = nonce;
        this.openedAt = openedAt;
        this.files = files;
        this.schema = schema;
        this.buffer = new SegmentedBuffer(budget, files.partSize(), spill);
        this.body = format.begin(schema, start.first(), buffer);
        this.upload = upload;
        this.metadata = metadata;
    }

    /** @param timestamp of the record, in milliseconds; null where it has none */
    void append(Scratch record, long offset, @Nullable Long timestamp) {
        body.append(record);
        metadata.add(offset, timestamp);
    }

    /** Whether a record of this schema may enter. */
    boolean takes(FileSchema other) {
        return schema.equals(other);
    }

    long records() {
        return metadata.records();
    }

    /** As stored, as far as the format has given them out; what it holds counts as it is. */
    long bytes() {
        return sent + buffer.size() + (sealed ? 0 : body.pending());
    }

    long openedAt() {
        return openedAt;
    }

    /**
     * Uploads the segments that are certainly not the last; called again when it failed.
     *
     * @return false when the upload is gone: the file cannot be finished
     */
    boolean sendFullSegments() {
        while (buffer.hasFullSegment()) {
            if (!sendFirst()) {
                return false;
            }
        }
        return true;
    }

    private boolean sendFirst() {
        Content first = buffer.first();
        if (!upload.send(first)) {
            return false;
        }
        sent += first.size();
        buffer.dropFirst();
        return true;
    }

    /**
     * Spills what can be.
     *
     * @param bytes after which it is enough
     * @return the memory that was given back
     */
    long spill(long bytes) {
        return buffer.spill(bytes);
    }

    /** Whether nothing of it has left yet and one segment holds it all. */
    boolean fitsInline() {
        return sent == 0 && !buffer.hasFullSegment();
    }

    /**
     * The file with its bytes; only once it has ended.
     *
     * @param next the partition's next offset once the batch is durable
     */
    ChainFile inline(long next) {
        return new Inline(file(next), buffer.content());
    }

    /**
     * The file as an upload with all its parts in the store; only once it has ended; called again when it failed.
     *
     * @param next the partition's next offset once the batch is durable
     * @return empty when the upload is gone
     */
    Optional<ChainFile> uploaded(long next) {
        while (buffer.size() > 0) {
            if (!sendFirst()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Uploaded(file(next), upload.created().uploadId(), upload.parts()));
    }

    private DataFile file(long next) {
        return new DataFile(
                key,
                nonce,
                files.format().contentType(),
                files.format().contentEncoding(),
                start.first().offset(),
                records(),
                bytes(),
                metadata.whole(next));
    }

    /**
     * Gives the memory back, once the file is durable.
     *
     * @return its upload, to be tidied up after
     */
    UploadSession committed() {
        release();
        return upload;
    }

    /** Gives the memory back and forgets the file; its upload is another's to complete or to abort. */
    void discard() {
        release();
    }

    /**
     * Gives the memory back and aborts the upload, which no commit record can list.
     *
     * @param patience how long the store is asked; given up when it is silent
     */
    void abandon(Pace patience) {
        release();
        upload.abort(patience);
    }

    private void release() {
        if (!released) {
            released = true;
            if (!sealed) {
                sealed = true;
                body.discard();
            }
            buffer.clear();
            body.gone();
        }
    }

    /** Writes what the format still holds, for which room was kept: the size is final. */
    void end() {
        if (!sealed) {
            sealed = true;
            body.end();
        }
    }

    /** By its first record: the key may hold values of records. */
    @Override
    public String toString() {
        return "the file from " + start.first() + " on";
    }
}
