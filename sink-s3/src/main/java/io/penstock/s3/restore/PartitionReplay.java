package io.penstock.s3.restore;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
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
    private final PriorityQueue<FileReading> open = new PriorityQueue<>(Comparator.comparingLong(
            reading -> Objects.requireNonNull(reading.head()).offset()));
    private final TreeMap<Long, Integer> openFrom = new TreeMap<>();
    private final Function<ArchiveFile, FileReading> opener;
    private Position position;

    /**
     * How far a partition is replayed.
     *
     * @param offset of the last record
     * @param from files that begin before this offset are done with
     */
    record Position(long offset, long from) {

        static final Position BEGINNING = new Position(-1, 0);
    }

    /** @param files in the order of their first offsets */
    PartitionReplay(List<ArchiveFile> files, Position position, Function<ArchiveFile, FileReading> opener) {
        files.stream().filter(file -> file.firstOffset() >= position.from()).forEach(waiting::add);
        this.position = position;
        this.opener = opener;
    }

    /** The next record; null when all are done. */
    @Nullable
    ArchivedRecord next() {
        while (true) {
            openWhatIsDue();
            FileReading first = open.poll();
            if (first == null) {
                return null;
            }
            ArchivedRecord record = Objects.requireNonNull(first.head());
            first.advance();
            keepOrClose(first);
            if (record.offset() > position.offset()) {
                position =
                        new Position(record.offset(), openFrom.isEmpty() ? record.offset() + 1 : openFrom.firstKey());
                return record;
            }
        }
    }

    private void openWhatIsDue() {
        for (ArchiveFile next = waiting.peek(); next != null && isDue(next); next = waiting.peek()) {
            waiting.remove();
            FileReading reading = opener.apply(next);
            openFrom.merge(next.firstOffset(), 1, Integer::sum);
            while (reading.head() != null
                    && Objects.requireNonNull(reading.head()).offset() <= position.offset()) {
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
