package io.penstock.s3.restore;

import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.store.ArchiveStore.Found;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The files of one partition, in the order in which a listing has found them, packed: of each key only what it has not in common with
 * the one before it, and of each other number the difference. Thread-confined.
 *
 * <p>Invariant: a block of files is read by itself, from its first file on.
 */
final class FileTable {

    /** So many share a block: one that is asked for costs half of it to read. */
    private static final int BLOCK_FILES = 32;

    /** An array's header, and the reference to it. */
    private static final int BLOCK_OVERHEAD = 24;

    /** Beside blocks: mostly the one that is being filled. */
    private static final long OVERHEAD = 2048;

    private final TopicPartition partition;
    private final List<byte[]> blocks = new ArrayList<>();
    private Packed filling = new Packed();
    private byte[] lastKey = new byte[0];
    private long lastOffset;
    private int count;
    private long bytes = OVERHEAD;

    FileTable(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    int size() {
        return count;
    }

    /** What it takes on the heap. */
    long bytes() {
        return bytes;
    }

    /** @param read of its key */
    void add(Found found, KeyPattern.Read read) {
        if (count % BLOCK_FILES == 0) {
            lastKey = new byte[0];
            lastOffset = 0;
        }
        byte[] key = found.key().getBytes(StandardCharsets.UTF_8);
        int shared = shared(lastKey, key);
        filling.write(shared);
        filling.write(key.length - shared);
        filling.write(key, shared, key.length - shared);
        filling.write(flagged(read.generation(), read.distinct()));
        filling.writeSigned(read.firstOffset() - lastOffset);
        filling.write(found.size());
        writeExtension(found.key(), read.extension());
        PackedEtag.write(found.etag(), filling);
        lastKey = key;
        lastOffset = read.firstOffset();
        count++;
        if (count % BLOCK_FILES == 0) {
            block();
        }
    }

    private static long flagged(int number, boolean flag) {
        return 2L * number + (flag ? 1 : 0);
    }

    private static int shared(byte[] one, byte[] other) {
        int mismatch = Arrays.mismatch(one, other);
        return mismatch < 0 ? one.length : mismatch;
    }

    /** It ends the key, but for rare templates. */
    private void writeExtension(String key, String extension) {
        boolean ends = key.endsWith(extension);
        filling.write(flagged(extension.length(), ends));
        if (!ends) {
            filling.write(extension);
        }
    }

    private void block() {
        byte[] block = filling.take();
        blocks.add(block);
        bytes += block.length + BLOCK_OVERHEAD;
    }

    /** Before it is read. */
    void end() {
        if (count % BLOCK_FILES != 0) {
            block();
        }
        filling = new Packed(new byte[0]);
    }

    Cursor cursor() {
        return new Cursor();
    }

    /** At one file after the other. */
    final class Cursor {

        private Packed block = new Packed(new byte[0]);
        private int index = -1;
        private byte[] key = new byte[0];
        private int keyLength;
        private long firstOffset;
        private int generation;
        private boolean distinct;
        private long size;
        private int extensionLength;
        private Optional<String> extension = Optional.empty();
        private String etag = "";

        /** Goes to the next file; false where there is none. */
        boolean next() {
            if (index + 1 >= count) {
                return false;
            }
            index++;
            if (index % BLOCK_FILES == 0) {
                enter(index / BLOCK_FILES);
            }
            int shared = (int) block.read();
            int more = (int) block.read();
            keyLength = shared + more;
            if (key.length < keyLength) {
                key = Arrays.copyOf(key, 2 * keyLength);
            }
            block.read(key, shared, more);
            long written = block.read();
            generation = (int) (written >>> 1);
            distinct = (written & 1) != 0;
            firstOffset += block.readSigned();
            size = block.read();
            long ends = block.read();
            extensionLength = (int) (ends >>> 1);
            extension = (ends & 1) != 0 ? Optional.empty() : Optional.of(block.readText());
            etag = PackedEtag.read(block);
            return true;
        }

        private void enter(int number) {
            block = new Packed(blocks.get(number));
            firstOffset = 0;
        }

        /** Goes to any file; cheapest to the next one. */
        void seek(int wanted) {
            if (wanted < index || wanted / BLOCK_FILES != index / BLOCK_FILES || index < 0) {
                index = wanted / BLOCK_FILES * BLOCK_FILES - 1;
            }
            while (index < wanted) {
                next();
            }
        }

        int index() {
            return index;
        }

        long firstOffset() {
            return firstOffset;
        }

        int generation() {
            return generation;
        }

        boolean distinct() {
            return distinct;
        }

        /** Of the key. */
        KeyHash hash(KeyHash.Maker hashes) {
            return hashes.of(key, keyLength);
        }

        ArchiveFile file(Optional<ListedFile> listed) {
            String text = new String(key, 0, keyLength, StandardCharsets.UTF_8);
            return new ArchiveFile(
                    partition.topic(),
                    partition.partition(),
                    text,
                    etag,
                    size,
                    firstOffset,
                    generation,
                    extension.orElseGet(() -> text.substring(text.length() - extensionLength)),
                    distinct,
                    listed);
        }
    }
}
