package io.penstock.s3.restore;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which objects of one partition are its archive, as its commit records say. What they list, and what is older than all that they list,
 * is; what a commit record that is gone may have listed cannot be told from it, and by its offsets it does no harm. Pure.
 *
 * <p>Invariant of the chain: when a commit record exists, the files of all before it are in place. So only those of the newest may
 * still be missing, and nothing at or beyond such a one is replayed before it is there: records would come out of order.
 */
final class Published {

    private final ListedFiles listed;
    private final KeyHash.Maker hashes = new KeyHash.Maker();
    private final long nextOffset;
    private final int newestGeneration;
    private final int settledGeneration;

    /** @param listed by a chain without a gap up to the newest; empty where there is none */
    Published(ListedFiles listed) {
        this.listed = listed;
        nextOffset = listed.newest()
                .map(newest -> newest.hasOpinion() ? newest.nextOffset() : Long.MAX_VALUE)
                .orElse(Long.MAX_VALUE);
        newestGeneration = listed.newest().map(newest -> newest.generation()).orElse(Integer.MAX_VALUE);
        // Offsets that were deleted leave it to the consumer group where their generation begins.
        settledGeneration = nextOffset == Long.MAX_VALUE ? newestGeneration - 1 : newestGeneration;
    }

    /**
     * The files that are replayed, by their first offsets. Of an older generation nothing is at or beyond the beginning of a
     * younger one: an operator has set the offsets back to write that again.
     *
     * @param all files of the partition
     */
    PublishedFiles of(FileTable all) {
        Map<Integer, Long> oldest = new HashMap<>();
        BitSet isListed = listed(all, oldest);
        Map<Integer, Long> begins = new HashMap<>();
        BitSet belong = belonging(all, isListed, oldest, begins);
        LeftOut awaited = listed.awaited();
        // What sets the offsets back carries the files of the batch before it, which begin beyond where the chain then
        // goes on.
        long horizon = awaited.any() ? Math.min(nextOffset, listed.newestBegins()) : nextOffset;
        LeftOut.Count superseded = new LeftOut.Count();
        LeftOut.Count unlisted = new LeftOut.Count();
        FileOrder order = new FileOrder(belong.cardinality());
        for (FileTable.Cursor file = all.cursor(); file.next(); ) {
            boolean isSuperseded = belong.get(file.index()) && isSuperseded(file, begins);
            if (isSuperseded) {
                superseded.add(file.firstOffset());
            } else if (belong.get(file.index()) && file.firstOffset() < horizon) {
                order.add(file.index(), file.firstOffset());
            }
            if (file.distinct() && file.firstOffset() >= nextOffset && file.generation() <= newestGeneration) {
                unlisted.add(file.firstOffset());
            }
        }
        return new PublishedFiles(
                new ReplayedFiles(all, order.sorted(all), listed),
                settledGeneration,
                horizon,
                superseded.sum(),
                unlisted.sum(),
                listed.missing(),
                awaited);
    }

    /** @param oldest takes the least first offset of those of each generation */
    private BitSet listed(FileTable all, Map<Integer, Long> oldest) {
        BitSet isListed = new BitSet(all.size());
        listed.forgetPresent();
        for (FileTable.Cursor file = all.cursor(); file.next(); ) {
            // A generation that was begun since the commit records were read is not known to be whole.
            if (file.generation() <= newestGeneration && listed.present(file.hash(hashes))) {
                isListed.set(file.index());
                oldest.merge(file.generation(), file.firstOffset(), Math::min);
            }
        }
        return isListed;
    }

    /** @param begins takes the least first offset of those of each generation */
    private BitSet belonging(FileTable all, BitSet isListed, Map<Integer, Long> oldest, Map<Integer, Long> begins) {
        BitSet belong = new BitSet(all.size());
        for (FileTable.Cursor file = all.cursor(); file.next(); ) {
            // Of a generation that is not settled the first batch may be half there: only its commit record makes it
            // whole.
            boolean isOlder = file.generation() <= settledGeneration
                    && file.firstOffset() < oldest.getOrDefault(file.generation(), Long.MAX_VALUE);
            if (file.generation() <= newestGeneration && (isListed.get(file.index()) || isOlder)) {
                belong.set(file.index());
                begins.merge(file.generation(), file.firstOffset(), Math::min);
            }
        }
        return belong;
    }

    private static boolean isSuperseded(FileTable.Cursor file, Map<Integer, Long> begins) {
        for (Map.Entry<Integer, Long> begin : begins.entrySet()) {
            if (begin.getKey() > file.generation() && begin.getValue() <= file.firstOffset()) {
                return true;
            }
        }
        return false;
    }
}
