package io.penstock.s3.buffer;

import io.penstock.common.error.FatalException;
import io.penstock.s3.error.S3Error;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One local file of a task, in slots of a chunk each, for chunks that the memory has no room for. It is unlinked as soon as it is
 * made, so that it goes with the process however that ends, and no other process can open it. What it holds is nowhere committed: it can be read from
 * Kafka again.
 *
 * <p>Invariant: a slot gives back the very bytes that were put into it, or none. Slots are taken by the task's thread, and may be read on any.
 */
public final class SpillSpace implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpillSpace.class);
    private static final int SLOT_BYTES = SegmentedBuffer.CHUNK_BYTES;

    /** After a refusal; sooner where a slot was released, which has its place on the disk. */
    private static final Duration TRY_AGAIN = Duration.ofMinutes(1);

    /** So long a disk that stays full is not told of again. */
    private static final Duration SAY_AGAIN = Duration.ofHours(1);

    private final Opener opener;
    private final long slots;
    private final LongSupplier ticker;
    private final BitSet taken = new BitSet();
    private final CRC32C checksum = new CRC32C();
    private @Nullable Slab slab;
    private boolean refused;
    private long refusedAt;
    private boolean said;
    private long saidAt;
    private boolean closed;
    /** No slot below it is free. */
    private int free;

    private long count;
    private volatile long used;

    /** Of one chunk; another may have its place once it is released. */
    static final class Slot {

        private final int number;
        private final int checksum;
        private boolean released;

        private Slot(int number, int checksum) {
            this.number = number;
            this.checksum = checksum;
        }
    }

    /** Where slots are; asked for one thing at a time. */
    interface Slab extends AutoCloseable {

        void write(long position, byte[] bytes) throws IOException;

        void read(long position, byte[] bytes) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Makes the file, when it is needed for the first time. */
    interface Opener {

        Slab open() throws IOException;
    }

    SpillSpace(Opener opener, long limit, LongSupplier ticker) {
        this.opener = opener;
        this.slots = Math.min(limit / SLOT_BYTES, Integer.MAX_VALUE - 1);
        this.ticker = ticker;
    }

    /** One that takes nothing. */
    public static SpillSpace off() {
        return new SpillSpace(
                () -> {
                    throw new IOException("no buffer.spill.dir");
                },
                0,
                () -> 0);
    }

    /**
     * Makes nothing yet.
     *
     * @param limit in bytes
     * @param ticker nanoseconds
     * @throws ConfigException where there is no such directory, or none to write to
     */
    public static SpillSpace in(Path directory, long limit, LongSupplier ticker) {
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new ConfigException(
                    "buffer.spill.dir",
                    directory,
                    "it is no directory that this worker may write to. Create it on every worker, for the worker's user"
                            + " alone, or leave the key out.");
        }
        return new SpillSpace(() -> new UnlinkedFile(directory, Files::delete), limit, ticker);
    }

    /**
     * Keeps a full chunk.
     *
     * @return its slot; null when there is no room, or the disk does not take it: whoever asks makes room in another way
     */
    synchronized @Nullable Slot keep(byte[] chunk) {
        if (closed || count >= slots || isRefused()) {
            return null;
        }
        int slot = taken.nextClearBit(free);
        try {
            Slab target = slab;
            if (target == null) {
                target = opener.open();
                slab = target;
            }
            target.write((long) slot * SLOT_BYTES, chunk);
        } catch (IOException e) {
            refused(e);
            return null;
        }
        refused = false;
        taken.set(slot);
        free = slot + 1;
        count++;
        used = count * SLOT_BYTES;
        return new Slot(slot, checksum(chunk));
    }

    private boolean isRefused() {
        return refused && ticker.getAsLong() - refusedAt < TRY_AGAIN.toNanos();
    }

    /** The limit; none for as long as the disk takes nothing. */
    public synchronized long usable() {
        return isRefused() ? 0 : limit();
    }

    private void refused(IOException reason) {
        refused = true;
        refusedAt = ticker.getAsLong();
        if (!said || refusedAt - saidAt >= SAY_AGAIN.toNanos()) {
            said = true;
            saidAt = refusedAt;
            LOG.warn(
                    "buffer.spill.dir takes no more for the moment ({}): files are committed early where"
                            + " buffer.memory.bytes is full. Make room on its disk, or lower buffer.spill.bytes. As long as it"
                            + " is so this is said once an hour",
                    reason.toString());
        }
    }

    synchronized void release(Slot slot) {
        if (slot.released) {
            return;
        }
        slot.released = true;
        taken.clear(slot.number);
        free = Math.min(free, slot.number);
        count--;
        used = count * SLOT_BYTES;
        refused = false;
    }

    /**
     * May be called from any thread.
     *
     * @throws FatalException where the disk does not give back what it took
     * @throws IllegalStateException where the slot was released: its place may be another's
     */
    synchronized byte[] read(Slot slot) {
        Slab source = slab;
        if (source == null || slot.released) {
            throw new IllegalStateException("what was spilled was let go before it was read");
        }
        byte[] chunk = new byte[SLOT_BYTES];
        try {
            source.read((long) slot.number * SLOT_BYTES, chunk);
            if (checksum(chunk) != slot.checksum) {
                throw new IOException("it gave back other bytes than were written");
            }
        } catch (IOException e) {
            throw new FatalException(
                    S3Error.SPILL_UNREADABLE,
                    "the disk of buffer.spill.dir does not give back what it took (" + e.getMessage() + "). "
                            + S3Error.SPILL_UNREADABLE.remedy(),
                    e);
        }
        return chunk;
    }

    private int checksum(byte[] chunk) {
        checksum.reset();
        checksum.update(chunk);
        return (int) checksum.getValue();
    }

    /** In bytes. May be called from any thread. */
    public long used() {
        return used;
    }

    public long limit() {
        return slots * SLOT_BYTES;
    }

    /** Lets all go; harmless when repeated. */
    @Override
    public synchronized void close() {
        closed = true;
        Slab open = slab;
        slab = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("The spill file could not be closed", e);
        }
    }
}
