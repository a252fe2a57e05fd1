package io.penstock.s3.restore;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition in the order of their offsets, each once, from all its files. Files are opened when their first offset
 * is due: those that were written side by side are open together. Thread-confined.
 *
 * <p>Invariant: a record is handed on when every file that may hold an earlier one is open, at its first record beyond the position; one
 * that is still read up to there keeps all others waiting.
 */
final class PartitionReplay implements AutoCloseable {

    private final List<ArchiveFile> files;

    /** By their numbers in the list: there may be millions. */
    private final BitSet waiting;

    private final PriorityQueue<FileReading> open;
    private final TreeMap<Long, Integer> openFrom = new TreeMap<>();
    private final Coverage coverage;
    private final Function<ArchiveFile, FileReading> opener;
    private Position position;
    private int dueNumber;
    private @Nullable ArchiveFile due;
    private @Nullable FileReading opening;
    private boolean finished;

    /**
     * How far a partition is replayed.
     *
     * @param offset of the last record
     * @param from files of its generation, and of those before, that begin before this offset are done with
     * @param generation in which it was reached
     * @param files by which it is known whether files have come since; empty where commit records say it
     */
    record Position(long offset, long from, int generation, Optional<String> files) {

        static final Position BEGINNING = new Position(-1, 0, 0, Optional.empty());
    }

    /** @param files in the order of their first offsets */
    PartitionReplay(
            List<ArchiveFile> files, Position position, Coverage coverage, Function<ArchiveFile, FileReading> opener) {
        this.open = new PriorityQueue<>(Comparator.comparingLong((FileReading reading) ->
                        Objects.requireNonNull(reading.head()).offset())
                .thenComparing(reading -> coverage.yields(reading.file())));
        this.position = position;
        this.coverage = coverage;
        this.opener = opener;
        this.files = files;
        this.waiting = new BitSet(files.size());
        for (int number = 0; number < files.size(); number++) {
            ArchiveFile file = files.get(number);
            if (coverage.isDone(file, position)) {
                coverage.comesTo(file);
            } else {
                waiting.set(number);
            }
        }
        dueFrom(0);
    }

    private void dueFrom(int number) {
        dueNumber = waiting.nextSetBit(number);
        due = dueNumber < 0 ? null : files.get(dueNumber);
    }

    /** The next record; null when all are done. */
    @Nullable
    ArchivedRecord next() {
        return next(() -> false);
    }

    /**
     * The next record.
     *
     * @param pause whether to return without one, and to go on at the next call
     * @return null after a pause, and when all are done
     */
    @Nullable
    ArchivedRecord next(BooleanSupplier pause) {
        while (openWhatIsDue(pause)) {
            FileReading first = open.poll();
            if (first == null) {
                coverage.caughtUp();
                position = coverage.at(position.offset(), position.offset() + 1);
                finished = true;
                return null;
            }
            ArchivedRecord record = Objects.requireNonNull(first.head());
            first.advance();
            keepOrClose(first);
            if (record.offset() > position.offset()) {
                coverage.caughtUp();
                position = coverage.at(record.offset(), openFrom.isEmpty() ? record.offset() + 1 : openFrom.firstKey());
                return record;
            }
            coverage.passed(first.file(), record.offset());
            if (pause.getAsBoolean()) {
                return null;
            }
        }
        return null;
    }

    /** @return false where it has paused */
    private boolean openWhatIsDue(BooleanSupplier pause) {
        long passedOver = coverage.passedOver(position);
        for (FileReading reading = opening(); reading != null; reading = opening()) {
            while (reading.head() != null
                    && Objects.requireNonNull(reading.head()).offset() <= passedOver) {
                reading.advance();
                if (pause.getAsBoolean()) {
                    return false;
                }
            }
            opening = null;
            keepOrClose(reading);
            if (pause.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    /** The file that is read up to the position: the one before the pause, or the next that is due; null where none is. */
    private @Nullable FileReading opening() {
        ArchiveFile next = due;
        if (opening == null && next != null && isDue(next)) {
            coverage.comesTo(next);
            opening = opener.apply(next);
            openFrom.merge(next.firstOffset(), 1, Integer::sum);
            dueFrom(dueNumber + 1);
        }
        return opening;
    }

    private boolean isDue(ArchiveFile file) {
        FileReading first = open.peek();
        return first == null
                || file.firstOffset() <= Objects.requireNonNull(first.head()).offset();
    }

    private void keepOrClose(FileReading reading) {
        if (reading.head() != null) {
            open.add(reading);
        } else {
            coverage.ended(reading.file(), reading.offset());
            reading.close();
            openFrom.computeIfPresent(reading.file().firstOffset(), (from, count) -> count == 1 ? null : count - 1);
        }
    }

    Position position() {
        return position;
    }

    int openFiles() {
        return open.size();
    }

    /** Whether all are done. */
    boolean isFinished() {
        return finished;
    }

    int files() {
        return files.size();
    }

    /** Those that are not opened yet. */
    int filesLeft() {
        return dueNumber < 0 ? 0 : waiting.get(dueNumber, files.size()).cardinality();
    }

    @Override
    public void close() {
        FileReading half = opening;
        opening = null;
        if (half != null) {
            half.close();
        }
        open.forEach(FileReading::close);
        open.clear();
        due = null;
        dueNumber = -1;
    }
}
