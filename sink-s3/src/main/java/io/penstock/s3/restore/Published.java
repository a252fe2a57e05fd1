package io.penstock.s3.restore;

import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.ElementCodec.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which objects of one partition are its archive, as its commit records say. What they list, and what is older than all that they list,
 * is; what a commit record that is gone may have listed cannot be told from it, and by its offsets it does no harm. Pure.
 *
 * <p>Invariant of the chain: when a commit record exists, the files of all before it are in place. So only those of the newest may
 * still be missing, and nothing at or beyond such a one is replayed before it is there: records would come out of order.
 */
final class Published {

    private final Map<String, DataFile> listed;
    private final List<DataFile> newest;
    private final long nextOffset;
    private final int newestGeneration;
    private final int settledGeneration;

    /** @param chain in ascending order, without a gap up to the newest; empty where there is none */
    Published(List<Summary> chain) {
        listed = new HashMap<>();
        for (Summary element : chain) {
            element.files().forEach(file -> listed.put(file.key(), file));
        }
        newest = chain.isEmpty() ? List.of() : chain.get(chain.size() - 1).files();
        nextOffset = chain.isEmpty() ? Long.MAX_VALUE : end(chain.get(chain.size() - 1));
        newestGeneration = chain.isEmpty()
                ? Integer.MAX_VALUE
                : chain.get(chain.size() - 1).position().generation();
        // Offsets that were deleted leave it to the consumer group where their generation begins.
        settledGeneration = nextOffset == Long.MAX_VALUE ? newestGeneration - 1 : newestGeneration;
    }

    private static long end(Summary newest) {
        return newest.position().hasOpinion() ? newest.position().nextOffset() : Long.MAX_VALUE;
    }

    /**
     * The files that are replayed, by their first offsets. Of an older generation nothing is at or beyond the beginning of a
     * younger one: an operator has set the offsets back to write that again.
     *
     * @param all files of the partition
     */
    PublishedFiles of(List<ArchiveFile> all) {
        // A generation that was begun since the commit records were read is not known to be whole.
        List<ArchiveFile> found = all.stream()
                .filter(file -> file.generation() <= newestGeneration)
                .toList();
        Map<Integer, Long> oldest = new HashMap<>();
        found.stream()
                .filter(file -> listed.containsKey(file.key()))
                .forEach(file -> oldest.merge(file.generation(), file.firstOffset(), Math::min));
        Map<Integer, Long> begins = new HashMap<>();
        List<ArchiveFile> belong = new ArrayList<>();
        for (ArchiveFile file : found) {
            if (listed.containsKey(file.key()) || isOlder(file, oldest)) {
                belong.add(file);
                begins.merge(file.generation(), file.firstOffset(), Math::min);
            }
        }
        long horizon = horizon(found);
        List<ArchiveFile> files = belong.stream()
                .filter(file -> file.firstOffset() < horizon && !isSuperseded(file, begins))
                .map(file -> file.as(Optional.ofNullable(listed.get(file.key()))))
                .sorted(Comparator.comparingLong(ArchiveFile::firstOffset).thenComparing(ArchiveFile::key))
                .toList();
        return new PublishedFiles(
                files,
                settledGeneration,
                horizon,
                belong.stream().filter(file -> isSuperseded(file, begins)).toList(),
                found.stream()
                        .filter(file -> file.distinct() && file.firstOffset() >= nextOffset)
                        .toList(),
                missing(found));
    }

    /** Whether it is older than all that is listed of its generation. */
    private static boolean isOlder(ArchiveFile file, Map<Integer, Long> oldest) {
        return file.firstOffset() < oldest.getOrDefault(file.generation(), Long.MAX_VALUE);
    }

    private static boolean isSuperseded(ArchiveFile file, Map<Integer, Long> begins) {
        return begins.entrySet().stream()
                .anyMatch(begin -> begin.getKey() > file.generation() && begin.getValue() <= file.firstOffset());
    }

    /**
     * Where that ends which is in place without a gap: a batch whose files are not all there is not replayed. What sets the offsets
     * back carries the files of the batch before it, which begin beyond where the chain then goes on.
     */
    private long horizon(List<ArchiveFile> found) {
        return awaited(found)
                ? newest.stream().mapToLong(DataFile::firstOffset).reduce(nextOffset, Math::min)
                : nextOffset;
    }

    /** What older commit records list, and is there no more. */
    private List<DataFile> missing(List<ArchiveFile> found) {
        Set<String> present = found.stream().map(ArchiveFile::key).collect(Collectors.toSet());
        return listed.values().stream()
                .filter(file -> !present.contains(file.key()) && !newest.contains(file))
                .toList();
    }

    /** Whether files of the newest commit record are still missing. */
    boolean awaited(List<ArchiveFile> found) {
        Set<String> present = found.stream().map(ArchiveFile::key).collect(Collectors.toSet());
        return newest.stream().anyMatch(file -> !present.contains(file.key()));
    }
}
