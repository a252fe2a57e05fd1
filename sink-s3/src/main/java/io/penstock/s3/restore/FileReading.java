package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.error.S3Error;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One file that is being replayed, with the record that is next in it. Thread-confined. */
final class FileReading implements AutoCloseable {

    private final ArchiveFile file;
    private final FileMemory memory;
    private final EnvelopeReader reader;
    private long offset = -1;
    private long records;
    private @Nullable ArchivedRecord head;

    /** Reads as far as the first record; {@link #head()} is null in a file without one. */
    FileReading(ArchiveFile file, SeekableInput bytes, EnvelopeReaders readers) {
        this.file = file;
        checkSize();
        this.memory = new FileMemory(readers.memory());
        this.reader = opened(bytes, readers);
        advance();
    }

    /** A file is never empty, and is as large as its commit record says. */
    private void checkSize() {
        long written = file.listed().map(ListedFile::bytes).orElse(file.size());
        if (file.size() == 0 || file.size() != written) {
            throw notReplayable("it is damaged: it has " + file.size() + " bytes"
                    + (file.size() == written ? "" : ", and its commit record says " + written));
        }
    }

    private void checkCount() {
        long written = file.listed().map(ListedFile::records).orElse(records);
        if (records != written) {
            throw notReplayable(
                    "it is damaged: it holds " + records + " records, and its commit record says " + written);
        }
    }

    private EnvelopeReader opened(SeekableInput bytes, EnvelopeReaders readers) {
        try {
            return readers.open(file, bytes, memory);
        } catch (IOException | RuntimeException e) {
            memory.close();
            throw judged(e);
        }
    }

    /** The next record; null at the end. */
    @Nullable
    ArchivedRecord head() {
        return head;
    }

    /** Of the last record that was read; -1 where there is none. */
    long offset() {
        return offset;
    }

    ArchiveFile file() {
        return file;
    }

    /** Goes on to the record after {@link #head()}. */
    void advance() {
        boolean advanced = false;
        try {
            read();
            advanced = true;
        } catch (IOException | RuntimeException e) {
            throw judged(e);
        } finally {
            if (!advanced) {
                abandon(); // whoever reads it has it in no list of open files meanwhile
            }
        }
    }

    private void read() throws IOException {
        head = reader.next();
        ArchivedRecord read = head;
        memory.record(read);
        if (read == null) {
            checkCount();
            return;
        }
        if (!read.topic().equals(file.topic()) || read.partition() != file.partition()) {
            throw notReplayable("it holds records of " + read.topic() + "-" + read.partition()
                    + ": where a transform had renamed topics, ${source.topic} must stand in file.name.template");
        }
        if (read.offset() <= offset) {
            throw notReplayable("its offsets do not ascend");
        }
        offset = read.offset();
        records++;
    }

    private FatalException notReplayable(@Nullable String why) {
        return new FatalException(
                S3Error.NOT_REPLAYABLE, file + " cannot be replayed: " + why + ". " + S3Error.NOT_REPLAYABLE.remedy());
    }

    /** A decoder meets damage with any exception there is. */
    private RuntimeException judged(Exception e) {
        if (e instanceof FatalException fatal) {
            return fatal;
        }
        if (e instanceof TransientException passing) {
            return passing;
        }
        return e instanceof NotReplayable ? notReplayable(e.getMessage()) : damaged(e);
    }

    /** Without a cause: a parser's message quotes what it read. */
    private FatalException damaged(Exception e) {
        return notReplayable(
                "after offset " + offset + " it is damaged (" + e.getClass().getSimpleName() + ")");
    }

    private void abandon() {
        memory.close();
        try {
            reader.close();
        } catch (IOException e) {
            // What it was abandoned for is thrown, and says more.
        }
    }

    @Override
    public void close() {
        memory.close();
        try {
            reader.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }
}
