package io.penstock.s3.writer;

import io.penstock.s3.chain.ChainReply.Listing;
import io.penstock.s3.store.ObjectStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;

/**
 * Lists the chains of several partitions of a topic at once, within one bound for all topics: what has no room is listed with each
 * partition's claim. Thread-safe.
 */
final class TopicListings {

    /** Of all listings that are held; some ten megabytes. */
    static final int MOST_ENTRIES = 50_000;

    /** Five pages: less would complete no folder, and cost its pages for nothing. */
    private static final int LEAST_SHARE = 5_000;

    private final ObjectStore store;
    private final String ledgerId;
    private final int share;
    private final AtomicInteger room = new AtomicInteger(MOST_ENTRIES);

    /**
     * The chains of a topic as they were listed together.
     *
     * @param chains of each partition, but for those that would have been too much
     * @param entries the room that they take, to be given back
     */
    record Listed(Map<TopicPartition, Listing> chains, int entries) {

        Optional<Listing> of(TopicPartition partition) {
            return Optional.ofNullable(chains.get(partition));
        }
    }

    /** @param concurrency how many topics are listed at a time, at most */
    TopicListings(ObjectStore store, String ledgerId, int concurrency) {
        this.store = store;
        this.ledgerId = ledgerId;
        this.share = Math.max(LEAST_SHARE, MOST_ENTRIES / concurrency);
    }

    /**
     * Lists, if there is room.
     *
     * @param partitions of this topic
     * @param wanted whether anybody still waits for it
     * @return to be given to {@link #done} in the end
     */
    Listed of(String topic, Collection<TopicPartition> partitions, BooleanSupplier wanted) {
        if (room.addAndGet(-share) < 0) {
            room.addAndGet(share);
            return new Listed(Map.of(), 0);
        }
        int held = 0;
        try {
            Map<TopicPartition, Listing> chains = list(topic, partitions, wanted);
            held = chains.values().stream()
                    .mapToInt(chain -> chain.elements().size() + chain.intents().size())
                    .sum();
            return new Listed(chains, held);
        } finally {
            room.addAndGet(share - held);
        }
    }

    private Map<TopicPartition, Listing> list(
            String topic, Collection<TopicPartition> partitions, BooleanSupplier wanted) {
        TreeMap<String, TopicPartition> folders = new TreeMap<>();
        partitions.forEach(partition -> folders.put(new ChainKeys(ledgerId, partition).prefix(), partition));
        String prefix = folders.size() == 1 ? folders.firstKey() : ChainKeys.topicPrefix(ledgerId, topic);
        ObjectStore.Folders listed = store.listFolders(prefix, folders.navigableKeySet(), share, wanted);
        Map<TopicPartition, Listing> chains = new HashMap<>();
        folders.forEach((folder, partition) -> {
            List<ObjectStore.Entry> entries = listed.entries().get(folder);
            if (entries != null) {
                ChainKeys chain = new ChainKeys(ledgerId, partition);
                chains.put(
                        partition, new Listing(chain.elements(entries), chain.intents(entries), listed.serverTime()));
            }
        });
        return chains;
    }

    /** The listing is of no more use. */
    void done(Listed listed) {
        room.addAndGet(listed.entries());
    }

    /** How many entries may still be held. */
    int room() {
        return room.get();
    }
}
