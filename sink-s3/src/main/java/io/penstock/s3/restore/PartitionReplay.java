package io.penstock.s3.restore;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition in the order of their offsets, each once, from all its files. Files are opened when their first offset
 * is due: those that were written side by side are open together. Thread-confined.
 */
final class PartitionReplay implements AutoCloseable {

    private final Deque<ArchiveFile> waiting = new ArrayDeque<>();
    private final PriorityQueue<FileReading> open;
    private final TreeMap<Long, Integer> openFrom = new TreeMap<>();
    private final Coverage coverage;
    private final Function<ArchiveFile, FileReading> opener;
    private Position position;

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
        for (ArchiveFile file : files) {
            if (coverage.isDone(file, position)) {
                coverage.comesTo(file);
            } else {
                waiting.add(file);
            }
        }
    }

    /** The next record; null when all are done. */
    @Nullable
    ArchivedRecord next() {
        while (true) {
            openWhatIsDue();
            FileReading first = open.poll();
            if (first == null) {
                coverage.caughtUp();
                position = coverage.at(position.offset(), position.offset() + 1);
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
        }
    }

    private void openWhatIsDue() {
        long passedOver = coverage.passedOver(position);
        for (ArchiveFile next = waiting.peek(); next != null && isDue(next); next = waiting.peek()) {
            waiting.remove();
            coverage.comesTo(next);
            FileReading reading = opener.apply(next);
            openFrom.merge(next.firstOffset(), 1, Integer::sum);
            while (reading.head() != null
                    && Objects.requireNonNull(reading.head()).offset() <= passedOver) {
                reading.advance();
            }
            keepOrClose(reading);
        }
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

    @Override
    public void close() {
        open.forEach(FileReading::close);
        open.clear();
        waiting.clear();
    }
}
