package io.penstock.s3.writer;

import io.penstock.s3.buffer.Content;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.ChainFile.Uploaded;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.format.Compression;
import io.penstock.s3.format.Scratch;
import io.penstock.s3.partition.FileStart;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A file that grows: encoded records, compressed, in a buffer whose full segments leave as parts of an upload. Its memory comes
 * from the budget; who appends has made room before. Confined to the task's thread.
 */
final class OpenFile {

    private static final int DEFLATER_OUTPUT_BYTES = 8 * 1024;

    private final FileStart start;
    private final String key;
    private final String nonce;
    private final long openedAt;
    private final S3SinkConfig.Files files;
    private final MemoryBudget budget;
    private final SegmentedBuffer buffer;
    private final OutputStream out;
    private final UploadSession upload;
    private long records;
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
            MemoryBudget budget,
            UploadSession upload) {
        this.start = start;
        this.key = key;
        this.nonce = nonce;
        this.openedAt = openedAt;
        this.files = files;
        this.budget = budget;
        this.buffer = new SegmentedBuffer(budget, files.partSize());
        budget.acquire(overhead(files.compression()));
        this.out = compressed(buffer, files.compression());
        this.upload = upload;
    }

    private static OutputStream compressed(OutputStream target, Compression compression) {
        try {
            return switch (compression) {
                case NONE -> target;
                case GZIP -> new GZIPOutputStream(target, DEFLATER_OUTPUT_BYTES);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    void append(Scratch record) {
        try {
            record.writeTo(out);
            records++;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    long records() {
        return records;
    }

    /** As stored, as far as the compressor has given them out. */
    long bytes() {
        return sent + buffer.size();
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

    /** Whether nothing of it has left yet and one segment holds it all. */
    boolean fitsInline() {
        return sent == 0 && !buffer.hasFullSegment();
    }

    /** The file with its bytes; only once it has ended. */
    ChainFile inline() {
        return new Inline(file(), buffer.content());
    }

    /**
     * The file as an upload with all its parts in the store; only once it has ended; called again when it failed.
     *
     * @return empty when the upload is gone
     */
    Optional<ChainFile> uploaded() {
        while (buffer.size() > 0) {
            if (!sendFirst()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Uploaded(file(), upload.created().uploadId(), upload.parts()));
    }

    private DataFile file() {
        return new DataFile(
                key,
                nonce,
                files.format().contentType(),
                files.compression().contentEncoding(),
                start.first().offset(),
                records,
                bytes());
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
            end();
            buffer.clear();
        }
    }

    /** Ends compression, for which room was kept, and frees the compressor's native memory: the size is final. */
    void end() {
        if (!sealed) {
            sealed = true;
            budget.release(overhead(files.compression()));
            try {
                out.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
        }
    }

    /** What an open file takes beside its bytes. */
    private static long overhead(Compression compression) {
        return compression.memoryBytes() + SegmentedBuffer.worstGrowth(compression.heldBackBytes());
    }

    /**
     * The most memory that a record of this size takes.
     *
     * @param open whether a file is open for it already
     */
    static long worstGrowth(Compression compression, long recordBytes, boolean open) {
        long growth = SegmentedBuffer.worstGrowth(recordBytes + compression.heldBackBytes());
        return open ? growth : growth + overhead(compression);
    }

    /** By its first record: the key may hold values of records. */
    @Override
    public String toString() {
        return "the file from " + start.first() + " on";
    }
}
