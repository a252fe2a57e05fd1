package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.store.ObjectStore.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderWalkTest {

    private static final int ANY = Integer.MAX_VALUE;

    private final List<String> bucket = new ArrayList<>();
    private int pages;

    private void fill(String folder, int keys) {
        IntStream.range(0, keys).forEach(i -> bucket.add(folder + "%04d".formatted(i)));
        bucket.sort(String::compareTo);
    }

    /** As ListObjectsV2 does it. */
    private FolderWalk walk(FolderWalk walk, int pageSize, boolean heedsStartAfter) {
        int next = 0;
        while (!walk.over()) {
            if (walk.jump().isPresent()) {
                String after = walk.jump().get();
                next = heedsStartAfter
                        ? (int) bucket.stream()
                                .filter(key -> key.compareTo(after) <= 0)
                                .count()
                        : 0;
            }
            int end = Math.min(next + pageSize, bucket.size());
            pages++;
            walk.page(
                    bucket.subList(next, end).stream()
                            .map(key -> new Entry(key, Instant.EPOCH))
                            .toList(),
                    end < bucket.size());
            next = end;
        }
        return walk;
    }

    @Test
    void takesOnePageForManySmallFolders() {
        // Given
        IntStream.range(0, 50).forEach(i -> fill("t/" + i + "/", 3));

        // When
        FolderWalk walk = walk(new FolderWalk(new TreeSet<>(List.of("t/3/", "t/31/", "t/99/")), ANY), 1000, true);

        // Then
        assertThat(pages).isEqualTo(1);
        assertThat(walk.complete().get("t/3/"))
                .extracting(Entry::key)
                .containsExactly("t/3/0000", "t/3/0001", "t/3/0002");
        assertThat(walk.complete().get("t/31/")).hasSize(3);
        assertThat(walk.complete().get("t/99/")).isEmpty();
    }

    @Test
    void jumpsOverWhatNobodyAskedFor() {
        // Given
        fill("t/1/", 5);
        fill("t/2/", 500);
        fill("t/3/", 15);

        // When
        FolderWalk walk = walk(new FolderWalk(new TreeSet<>(List.of("t/1/", "t/3/")), ANY), 10, true);

        // Then
        assertThat(pages).isEqualTo(3);
        assertThat(walk.complete().get("t/1/")).hasSize(5);
        assertThat(walk.complete().get("t/3/")).hasSize(15);
    }

    @Test
    void namesOnlyWhatItHasSeenWholeWhenItBecomesTooMuch() {
        // Given
        fill("t/1/", 15);
        fill("t/2/", 500);
        fill("t/3/", 15);

        // When
        FolderWalk walk = walk(new FolderWalk(new TreeSet<>(List.of("t/1/", "t/2/", "t/3/")), 40), 10, true);

        // Then
        assertThat(walk.complete()).containsOnlyKeys("t/1/");
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void believesNothingOfAStoreThatTakesNoNoticeOfTheStart() {
        // Given
        fill("t/1/", 5);
        fill("t/2/", 500);
        fill("t/3/", 15);

        // When
        FolderWalk walk = walk(new FolderWalk(new TreeSet<>(List.of("t/1/", "t/3/")), ANY), 10, false);

        // Then
        assertThat(walk.complete()).containsOnlyKeys("t/1/");
    }

    @Test
    void believesNothingOfAStoreThatListsInNoOrder() {
        // Given
        FolderWalk walk = new FolderWalk(new TreeSet<>(List.of("t/1/", "t/2/", "t/3/")), ANY);
        walk.page(List.of(new Entry("t/1/0000", Instant.EPOCH), new Entry("t/2/0000", Instant.EPOCH)), true);
        assertThat(walk.complete()).containsOnlyKeys("t/1/");

        // When
        walk.page(List.of(new Entry("t/3/0000", Instant.EPOCH), new Entry("t/1/0001", Instant.EPOCH)), false);

        // Then
        assertThat(walk.over()).isTrue();
        assertThat(walk.complete()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void findsAllAndNeverTakesMorePagesThanAListingEach(int seed) {
        // Given
        Random random = new Random(seed);
        int pageSize = 1 + random.nextInt(20);
        TreeSet<String> wanted = new TreeSet<>();
        int apart = 1;
        for (int i = 0; i < 40; i++) {
            int keys = random.nextInt(60);
            fill("t/" + i + "/", keys);
            if (random.nextBoolean()) {
                wanted.add("t/" + i + "/");
                apart += Math.max(1, (keys + pageSize - 1) / pageSize);
            }
        }

        // When
        FolderWalk walk = walk(new FolderWalk(wanted, ANY), pageSize, true);

        // Then
        assertThat(walk.complete().keySet()).containsExactlyElementsOf(wanted);
        walk.complete()
                .forEach((folder, entries) -> assertThat(entries)
                        .extracting(Entry::key)
                        .containsExactlyElementsOf(bucket.stream()
                                .filter(key -> key.startsWith(folder))
                                .toList()));
        assertThat(pages).isLessThanOrEqualTo(apart);
    }
}
