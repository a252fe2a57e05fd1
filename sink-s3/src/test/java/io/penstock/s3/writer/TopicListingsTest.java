package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.writer.TopicListings.Listed;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicListingsTest {

    private final List<Integer> asked = new ArrayList<>();
    private int elements;
    private boolean silent;

    /** Every chain has as many elements; ends where the walk would. */
    private final ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                if (silent) {
                    throw new TransientException(S3Error.STORE_UNAVAILABLE, "no answer");
                }
                int most = (int) arguments[2];
                asked.add(most);
                Map<String, List<ObjectStore.Entry>> found = new TreeMap<>();
                for (Object folder : (SortedSet<?>) arguments[1]) {
                    if ((found.size() + 1) * elements <= most) {
                        found.put((String) folder, chain((String) folder));
                    }
                }
                return new ObjectStore.Folders(found, Optional.empty());
            });

    private final TopicListings listings = new TopicListings(store, "l", 4);

    private List<ObjectStore.Entry> chain(String folder) {
        return IntStream.rangeClosed(1, elements)
                .mapToObj(number -> new ObjectStore.Entry(folder + "%020d".formatted(number), Instant.EPOCH))
                .toList();
    }

    private Listed list(int topic) {
        String name = "t" + topic;
        return listings.of(name, List.of(new TopicPartition(name, 0), new TopicPartition(name, 1)), () -> true);
    }

    @Test
    void holdsNoMoreThanItsBoundForAllTopicsTogether() {
        // Given
        elements = 5_000;
        List<Listed> held = new ArrayList<>();

        // When
        for (int topic = 0; topic < 10; topic++) {
            held.add(list(topic));
        }

        // Then
        assertThat(held.stream().mapToInt(Listed::entries).sum())
                .isBetween(TopicListings.MOST_ENTRIES / 2, TopicListings.MOST_ENTRIES);
        assertThat(held.get(9).chains()).isEmpty();
        assertThat(asked).hasSizeLessThan(10).allMatch(most -> most == TopicListings.MOST_ENTRIES / 4);

        // When
        held.forEach(listings::done);

        // Then
        assertThat(listings.room()).isEqualTo(TopicListings.MOST_ENTRIES);
        assertThat(list(9).of(new TopicPartition("t9", 1))).isPresent();
    }

    @Test
    void listsSomePagesAtLeastHoweverManyMayClaimAtATime() {
        TopicListings many = new TopicListings(store, "l", 64);
        elements = 2_016; // a week of five minutes each
        TopicPartition partition = new TopicPartition("t", 0);
        assertThat(many.of("t", List.of(partition), () -> true).of(partition)).isPresent();
    }

    @Test
    void keepsNoRoomForAListingThatFailed() {
        silent = true;
        assertThatThrownBy(() -> list(0)).isInstanceOf(TransientException.class);
        assertThat(listings.room()).isEqualTo(TopicListings.MOST_ENTRIES);
    }
}
