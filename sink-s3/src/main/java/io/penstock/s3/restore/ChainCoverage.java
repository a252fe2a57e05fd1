package io.penstock.s3.restore;

import io.penstock.s3.restore.PartitionReplay.Position;
import java.util.Optional;

/**
 * By commit records: what is still to come of their generation begins at their end or beyond, and only a younger generation, which an
 * operator has begun by setting the offsets back, may begin anywhere.
 *
 * @param generation of which what is to come is known to begin at the end or beyond
 */
record ChainCoverage(int generation, long end) implements Coverage {

    @Override
    public boolean isDone(ArchiveFile file, Position at) {
        return file.generation() <= at.generation() && file.firstOffset() < at.from();
    }

    @Override
    public long passedOver(Position at) {
        return at.offset();
    }

    @Override
    public void comesTo(ArchiveFile file) {
        // The commit records say what there is.
    }

    @Override
    public void ended(ArchiveFile file, long lastOffset) {
        // The position says it.
    }

    @Override
    public void passed(ArchiveFile file, long offset) {
        // It was replayed, or stood in a file of an older generation at this offset.
    }

    @Override
    public boolean yields(ArchiveFile file) {
        return false;
    }

    @Override
    public void caughtUp() {
        // No file is watched.
    }

    @Override
    public Position at(long offset, long from) {
        return new Position(offset, Math.min(from, end), generation, Optional.empty());
    }
}
