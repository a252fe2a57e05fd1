package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.restore.PartitionReplay.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Without commit records: a file may come at any time and begin anywhere, since a sink that lost its commit writes records again and
 * puts files of one batch one by one. What it holds must then have been replayed from other files, which is looked up; what came while
 * nobody looked cannot be told from the rest, and is found by the digest that positions carry. One partition's, across listings.
 */
final class ListingCoverage implements Coverage {

    private static final long UNREAD = Long.MAX_VALUE;
    private static final long LATE_BYTES = 80;

    /** The last offset of each known file. */
    private final LastOffsets known = new LastOffsets();

    private final KeyHash.Maker hashes = new KeyHash.Maker();
    private final Set<KeyHash> late = new HashSet<>();
    private boolean begun;
    private long lateFrom;
    private long replayed = -1;
    private long count;
    private long digest;
    private Optional<String> files = Optional.empty();

    /**
     * What is there now, before it is replayed.
     *
     * @param found in the order of first offsets
     * @throws FatalException when files have come or gone since a task before was at the position
     */
    void listed(List<ArchiveFile> found, Position at) {
        if (!begun) {
            checkUnchanged(found, at);
        }
        for (ArchiveFile file : found) {
            KeyHash key = hash(file);
            if (known.contains(key)) {
                continue;
            }
            if (begun && file.firstOffset() <= at.offset()) {
                late.add(key);
            } else {
                known.put(key, UNREAD);
            }
        }
        lateFrom = late.isEmpty()
                ? Long.MAX_VALUE
                : found.stream()
                        .filter(file -> late.contains(hash(file)))
                        .mapToLong(ArchiveFile::firstOffset)
                        .min()
                        .orElse(Long.MAX_VALUE);
        replayed = -1;
        begun = true;
        forget();
    }

    private void checkUnchanged(List<ArchiveFile> found, Position at) {
        forget();
        found.stream().filter(file -> file.firstOffset() <= at.offset()).forEach(this::comesTo);
        String now = files();
        if (at.files().isPresent() && !at.files().get().equals(now)) {
            ArchiveFile any = found.get(0);
            throw new FatalException(
                    S3Error.CAME_LATE,
                    "of " + any.topic() + "-" + any.partition() + ", files that begin at or below offset " + at.offset()
                            + " have come or gone since that was restored: they were "
                            + count(at.files().get()) + ", and are "
                            + count + ". Without commit records nobody knows whether one holds records that were not. "
                            + S3Error.CAME_LATE.remedy());
        }
    }

    private static String count(String files) {
        return files.substring(0, Math.max(0, files.indexOf('-')));
    }

    private void forget() {
        count = 0;
        digest = 0;
        files = Optional.empty();
    }

    @Override
    public boolean isDone(ArchiveFile file, Position at) {
        if (late.isEmpty()) {
            return file.firstOffset() < at.from();
        }
        return file.firstOffset() < at.from() && known.get(hash(file), UNREAD) < lateFrom;
    }

    @Override
    public long passedOver(Position at) {
        return Math.min(at.offset(), lateFrom - 1);
    }

    @Override
    public void comesTo(ArchiveFile file) {
        count++;
        digest ^= hash(file).high();
        files = Optional.empty();
    }

    @Override
    public void ended(ArchiveFile file, long lastOffset) {
        if (known.contains(hash(file))) {
            known.put(hash(file), lastOffset);
        }
    }

    @Override
    public void passed(ArchiveFile file, long offset) {
        if (late.isEmpty() || !late.contains(hash(file))) {
            replayed = offset;
        } else if (replayed != offset) {
            throw new FatalException(
                    S3Error.CAME_LATE,
                    file + " came when what follows was restored, and the record at offset " + offset + " was not. "
                            + S3Error.CAME_LATE.remedy());
        }
    }

    @Override
    public boolean yields(ArchiveFile file) {
        return !late.isEmpty() && late.contains(hash(file));
    }

    @Override
    public void caughtUp() {
        if (!late.isEmpty()) {
            late.forEach(key -> known.put(key, UNREAD));
            late.clear();
            lateFrom = Long.MAX_VALUE;
        }
    }

    @Override
    public Position at(long offset, long from) {
        return new Position(offset, from, 0, Optional.of(files()));
    }

    /** Of all files that have come to be replayed: those that begin at or below the position. */
    private String files() {
        String text = files.orElseGet(() -> count + "-" + Long.toHexString(digest));
        files = Optional.of(text);
        return text;
    }

    private KeyHash hash(ArchiveFile file) {
        return hashes.of(file.key());
    }

    /** What it takes on the heap. */
    long bytes() {
        return known.bytes() + late.size() * LATE_BYTES;
    }
}
