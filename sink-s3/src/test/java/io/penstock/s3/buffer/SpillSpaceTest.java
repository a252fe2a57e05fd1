package io.penstock.s3.buffer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillSpaceTest {

    private static final int CHUNK = SegmentedBuffer.CHUNK_BYTES;
    private static final int READERS = 4;

    private final MemoryBudget budget = new MemoryBudget(1 << 20);

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong();

    /** A disk that takes some chunks, and gives back what it likes. */
    private static final class Disk implements SpillSpace.Slab {

        private int room;
        private int writes;
        private int reads;
        private boolean broken;
        private boolean closed;
        private final byte[] all = new byte[64 * CHUNK];

        Disk(int room) {
            this.room = room;
        }

        @Override
        public void write(long position, byte[] bytes) throws IOException {
            writes++;
            if (room <= 0) {
                throw new IOException("No space left on device");
            }
            room--;
            System.arraycopy(bytes, 0, all, (int) position, bytes.length);
        }

        @Override
        public void read(long position, byte[] bytes) throws IOException {
            reads++;
            if (broken) {
                throw new IOException("Input/output error");
            }
            System.arraycopy(all, (int) position, bytes, 0, bytes.length);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private SpillSpace on(Disk disk) {
        return new SpillSpace(() -> disk, 64L * CHUNK, nanos::get);
    }

    private SpillSpace inDirectory(int chunks) {
        return SpillSpace.in(directory, (long) chunks * CHUNK, nanos::get);
    }

    /** What a kill would leave behind. */
    private List<Path> left() throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            return left.toList();
        }
    }

    /** Open files without a name that were in the directory. */
    private List<String> descriptors() throws IOException {
        Path open = Path.of("/proc/self/fd");
        Assumptions.assumeTrue(Files.isDirectory(open), "which files a process has open is only told by Linux");
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(open)) {
            for (Path descriptor : all.toList()) {
                if (Files.isSymbolicLink(descriptor)) { // that of the listing itself is closed by now
                    found.add(Files.readSymbolicLink(descriptor).toString());
                }
            }
        }
        return found.stream()
                .filter(target -> target.startsWith(directory.toString()))
                .toList();
    }

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private SegmentedBuffer buffer(SpillSpace space, byte[] content) {
        SegmentedBuffer buffer = new SegmentedBuffer(budget, 100_000, space);
        buffer.write(content, 0, content.length);
        return buffer;
    }

    /** Many buffers grow, spill and end in any order: each has its own bytes, as often as they are read. */
    @Test
    void givesBackWhatEachBufferHeld() throws IOException {
        try (SpillSpace space = inDirectory(64)) {
            // Given
            Random random = new Random(3);
            List<byte[]> written = new ArrayList<>();
            List<SegmentedBuffer> buffers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                written.add(new byte[0]);
                buffers.add(new SegmentedBuffer(budget, 100_000, space));
            }

            // When
            for (int step = 0; step < 2_000; step++) {
                int at = random.nextInt(buffers.size());
                SegmentedBuffer buffer = buffers.get(at);
                if (random.nextInt(20) == 0 || buffer.size() > 150_000) {
                    buffer.clear();
                    written.set(at, new byte[0]);
                }
                byte[] more = random(step, random.nextInt(9_000));
                long before = budget.used();
                buffer.write(more, 0, more.length);
                assertThat(budget.used() - before).isLessThanOrEqualTo(SegmentedBuffer.worstGrowth(more.length));
                byte[] all = Arrays.copyOf(written.get(at), written.get(at).length + more.length);
                System.arraycopy(more, 0, all, written.get(at).length, more.length);
                written.set(at, all);
                buffers.get(random.nextInt(buffers.size())).spill(random.nextInt(4 * CHUNK));

                // Then
                assertThat(space.used()).isLessThanOrEqualTo(space.limit());
                Content content = buffer.content();
                assertThat(content.toByteArray()).isEqualTo(all);
                try (InputStream again = content.open()) {
                    assertThat(again.readAllBytes()).isEqualTo(all);
                }
            }
            buffers.forEach(SegmentedBuffer::clear);
            assertThat(budget.used()).isZero();
            assertThat(space.used()).isZero();
        }
    }

    @Test
    void leavesNoNameBehindWhileItIsInUse() throws IOException {
        try (SpillSpace space = inDirectory(8)) {
            assertThat(buffer(space, random(1, 3 * CHUNK)).spill(Long.MAX_VALUE))
                    .isEqualTo(3L * CHUNK);
            assertThat(left()).isEmpty();
        }
    }

    @Test
    void leavesNothingOpenHoweverOftenATaskIsRestarted() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            SpillSpace space = inDirectory(8);
            buffer(space, random(i, CHUNK)).spill(Long.MAX_VALUE);
            if (i == 0) {
                assertThat(descriptors()).hasSize(1);
            }
            space.close();
            space.close();
        }
        assertThat(left()).isEmpty();
        assertThat(descriptors()).isEmpty();
    }

    /** As Windows does with what is open; nothing may stay behind then, and nothing open. */
    @Test
    void leavesNothingWhereTheNameOfAnOpenFileCannotBeTaken() throws IOException {
        assertThatThrownBy(() -> new UnlinkedFile(directory, path -> {
                    throw new IOException("in use");
                }))
                .hasMessage("in use");
        assertThat(left()).isEmpty();
        assertThat(descriptors()).isEmpty();
    }

    @Test
    void isForItsOwnerAloneWhereTheFileSystemKnowsOwners() throws IOException {
        Assumptions.assumeTrue(
                Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class),
                "the file system has no such permissions");
        List<Set<PosixFilePermission>> seen = new ArrayList<>();
        UnlinkedFile file = new UnlinkedFile(directory, path -> {
            seen.add(Files.getPosixFilePermissions(path));
            Files.delete(path);
        });
        file.close();
        assertThat(seen).containsExactly(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keepsInMemoryWhatTheLimitOrAFullDiskDoesNotTake() {
        for (SpillSpace space : List.of(new SpillSpace(() -> new Disk(64), 2L * CHUNK, nanos::get), on(new Disk(2)))) {
            byte[] content = random(2, 4 * CHUNK + 5);
            SegmentedBuffer buffer = buffer(space, content);
            assertThat(buffer.spill(Long.MAX_VALUE)).isEqualTo(2L * CHUNK);
            assertThat(buffer.spill(Long.MAX_VALUE)).isZero();
            assertThat(buffer.content().toByteArray()).isEqualTo(content);
            buffer.clear();
            assertThat(budget.used()).isZero();
            assertThat(space.used()).isZero();
        }
    }

    /** Not with each record; but nobody has to restart the task when there is room again. */
    @Test
    void triesAFullDiskAgainAfterAMinuteOrWhenASlotIsFree() {
        // Given
        Disk disk = new Disk(1);
        SpillSpace space = on(disk);
        SegmentedBuffer kept = buffer(space, random(1, CHUNK));
        SegmentedBuffer waiting = buffer(space, random(2, 3 * CHUNK));
        assertThat(kept.spill(Long.MAX_VALUE)).isEqualTo(CHUNK);
        assertThat(space.usable()).isEqualTo(space.limit());

        // When it is full
        assertThat(waiting.spill(Long.MAX_VALUE)).isZero();
        assertThat(space.usable()).isZero();
        nanos.addAndGet(59_000_000_000L);
        assertThat(waiting.spill(Long.MAX_VALUE)).isZero();
        assertThat(disk.writes).isEqualTo(2);

        // Then
        nanos.addAndGet(1_000_000_000L);
        assertThat(space.usable()).isEqualTo(space.limit());
        disk.room = 1;
        assertThat(waiting.spill(Long.MAX_VALUE)).isEqualTo(CHUNK);
        assertThat(waiting.spill(Long.MAX_VALUE)).isZero();
        kept.clear();
        disk.room = 1;
        assertThat(waiting.spill(Long.MAX_VALUE)).isEqualTo(CHUNK);
        assertThat(waiting.content().toByteArray()).isEqualTo(random(2, 3 * CHUNK));
    }

    @Test
    void takesNothingWhereTheFileCannotBeMade() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        SpillSpace space = SpillSpace.in(gone, 8L * CHUNK, nanos::get);
        Files.delete(gone);
        byte[] content = random(1, 3 * CHUNK);
        SegmentedBuffer buffer = buffer(space, content);
        assertThat(buffer.spill(Long.MAX_VALUE)).isZero();
        assertThat(buffer.content().toByteArray()).isEqualTo(content);
    }

    @Test
    void refusesADirectoryThatIsNotThere() throws IOException {
        Path missing = directory.resolve("missing");
        Path file = Files.createFile(directory.resolve("file"));
        for (Path none : List.of(missing, file)) {
            assertThatThrownBy(() -> SpillSpace.in(none, 8L * CHUNK, nanos::get))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("buffer.spill.dir")
                    .hasMessageContaining(none.toString())
                    .hasMessageContaining("Create it on every worker");
        }
    }

    @Test
    void failsTheTaskWhereTheDiskGivesNothingBack() {
        // Given
        Disk disk = new Disk(64);
        SpillSpace space = on(disk);
        byte[] content = random(1, 3 * CHUNK);
        SegmentedBuffer buffer = buffer(space, content);
        buffer.spill(Long.MAX_VALUE);

        // When
        disk.broken = true;
        assertThatThrownBy(() -> buffer.content().toByteArray())
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-426")
                .hasMessageContaining("Input/output error");

        // Then no other read is blamed for it
        disk.broken = false;
        assertThat(buffer.content().toByteArray()).isEqualTo(content);
    }

    /** A retry has the identical content; and nobody reads damaged records with a good checksum. */
    @Test
    void givesBackNoOtherBytesThanItTook() {
        Disk disk = new Disk(64);
        SegmentedBuffer buffer = buffer(on(disk), random(1, 3 * CHUNK));
        buffer.spill(Long.MAX_VALUE);
        disk.all[2 * CHUNK - 1] ^= 1;
        assertThatThrownBy(() -> buffer.content().toByteArray())
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-426")
                .hasMessageContaining("other bytes");
    }

    /** The place may be another's: its bytes in an object would be the worst. */
    @Test
    void readsNothingThatWasLetGo() {
        SpillSpace space = on(new Disk(64));
        SegmentedBuffer first = buffer(space, random(1, CHUNK));
        first.spill(Long.MAX_VALUE);
        Content kept = first.content();
        first.clear();
        buffer(space, random(2, CHUNK)).spill(Long.MAX_VALUE);
        assertThatThrownBy(kept::toByteArray)
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(FatalException.class);
    }

    /** As a request does that failed half way. */
    @Test
    void readsNoFurtherThanItIsAsked() throws IOException {
        Disk disk = new Disk(64);
        SegmentedBuffer buffer = buffer(on(disk), random(1, 5 * CHUNK));
        buffer.spill(Long.MAX_VALUE);
        try (InputStream in = buffer.content().open()) {
            assertThat(in.readNBytes(CHUNK + 1)).isEqualTo(Arrays.copyOf(random(1, 5 * CHUNK), CHUNK + 1));
        }
        assertThat(disk.reads).isEqualTo(2);
    }

    @Test
    void closesItsDiskOnce() {
        Disk disk = new Disk(64);
        SpillSpace space = on(disk);
        SegmentedBuffer buffer = buffer(space, random(1, CHUNK));
        buffer.spill(Long.MAX_VALUE);
        space.close();
        assertThat(disk.closed).isTrue();
        assertThat(space.keep(new byte[CHUNK])).isNull();
        buffer.clear();
        assertThat(space.used()).isZero();
    }

    /** Parts and files may be sent on several threads, while the task's goes on. */
    @Test
    void isReadByManyThreadsWhileItChanges() throws Exception {
        try (SpillSpace space = inDirectory(64)) {
            // Given
            List<byte[]> contents = IntStream.range(0, READERS)
                    .mapToObj(seed -> random(seed, 8 * CHUNK + seed))
                    .toList();
            List<Content> spilled = new ArrayList<>();
            for (byte[] content : contents) {
                SegmentedBuffer buffer = buffer(space, content);
                buffer.spill(Long.MAX_VALUE);
                spilled.add(buffer.content());
            }
            ExecutorService readers = Executors.newFixedThreadPool(READERS);
            try {
                // When
                List<Future<Integer>> done = IntStream.range(0, READERS)
                        .mapToObj(reader -> readers.submit(() -> {
                            int right = 0;
                            for (int i = 0; i < 500; i++) {
                                right += Arrays.equals(spilled.get(reader).toByteArray(), contents.get(reader)) ? 1 : 0;
                            }
                            return right;
                        }))
                        .toList();
                for (int i = 0; i < 2_000; i++) {
                    SegmentedBuffer passing = buffer(space, random(i, 2 * CHUNK));
                    passing.spill(Long.MAX_VALUE);
                    passing.clear();
                }
                // Then
                for (Future<Integer> reader : done) {
                    assertThat(reader.get()).isEqualTo(500);
                }
            } finally {
                readers.shutdownNow();
            }
        }
    }

    /** As the SDK does when a request has taken too long. */
    @Test
    void survivesAnInterruptWhileItIsRead() {
        try (SpillSpace space = inDirectory(8)) {
            byte[] content = random(1, 3 * CHUNK);
            SegmentedBuffer buffer = buffer(space, content);
            buffer.spill(Long.MAX_VALUE);
            Thread.currentThread().interrupt();
            assertThat(buffer.content().toByteArray()).isEqualTo(content);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(buffer.content().toByteArray()).isEqualTo(content);
        }
    }
}
