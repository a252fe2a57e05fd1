package io.penstock.s3.store;

import io.penstock.s3.store.ObjectStore.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The way of one listing through some folders of a prefix: what lies between two of them is jumped over once it fills a page, so
 * that it never takes more pages than one listing a folder and one more. Ends early when it holds too much. Pure; thread-confined.
 *
 * <p>Invariant: a folder is named complete only when the listing has gone beyond its last possible key. Keys come in ascending
 * order (ListObjectsV2 in the S3 API reference); of a store that lists them otherwise, as S3's own directory buckets do, nothing
 * is believed.
 */
final class FolderWalk {

    private final NavigableSet<String> folders;
    private final int most;
    private final Map<String, List<Entry>> found = new TreeMap<>();
    private SortedSet<String> complete = new TreeSet<>();
    private int taken;
    private Optional<String> jump = Optional.empty();
    private String last = "";
    private boolean over;

    /**
     * @param folders key prefixes that end in a slash
     * @param most how many entries may be held before the walk ends
     */
    FolderWalk(SortedSet<String> folders, int most) {
        this.folders = new TreeSet<>(folders);
        this.most = most;
    }

    /** Takes a page and decides how to go on. */
    void page(List<Entry> entries, boolean truncated) {
        Optional<String> asked = jump;
        jump = Optional.empty();
        if (asked.isPresent() && !entries.isEmpty() && entries.get(0).key().compareTo(asked.get()) <= 0) {
            over = true; // the store took no notice of where it was to begin
            return;
        }
        for (Entry entry : entries) {
            if (entry.key().compareTo(last) <= 0) {
                complete = new TreeSet<>();
                jump = Optional.empty();
                over = true;
                return;
            }
            last = entry.key();
            take(entry);
        }
        if (!truncated) {
            complete = folders;
            over = true;
        } else if (!entries.isEmpty()) {
            decide();
        }
    }

    private void take(Entry entry) {
        String folder = folderOf(entry.key());
        if (folder != null) {
            found.computeIfAbsent(folder, unused -> new ArrayList<>()).add(entry);
            taken++;
        }
    }

    private void decide() {
        String within = folderOf(last);
        String next = within == null ? folders.higher(last) : within;
        complete = next == null ? folders : folders.headSet(next, false);
        if (next == null || taken >= most) {
            over = true;
        } else if (within == null) {
            jump = Optional.of(next);
        }
    }

    private @Nullable String folderOf(String key) {
        String before = folders.floor(key);
        return before != null && key.startsWith(before) ? before : null;
    }

    boolean over() {
        return over;
    }

    /** Where a new listing is to begin; empty to go on with the present one. */
    Optional<String> jump() {
        return jump;
    }

    /** The entries of each folder that was seen whole. */
    Map<String, List<Entry>> complete() {
        Map<String, List<Entry>> whole = new TreeMap<>();
        complete.forEach(folder -> whole.put(folder, List.copyOf(found.getOrDefault(folder, List.of()))));
        return whole;
    }
}
