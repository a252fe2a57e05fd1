package io.penstock.s3.writer;

import io.penstock.s3.chain.ChainReply.Listing;
import io.penstock.s3.store.ObjectStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/** Lists the chains of several partitions of a topic at once. Thread-safe. */
final class TopicListings {

    /** Some ten megabytes; partitions beyond it are listed one by one. */
    private static final int MOST_ENTRIES = 50_000;

    private final ObjectStore store;
    private final String ledgerId;

    TopicListings(ObjectStore store, String ledgerId) {
        this.store = store;
        this.ledgerId = ledgerId;
    }

    /**
     * @param partitions of this topic
     * @return the chain of each, but for those that would have been too much
     */
    Map<TopicPartition, Listing> of(String topic, Collection<TopicPartition> partitions) {
        TreeMap<String, TopicPartition> folders = new TreeMap<>();
        partitions.forEach(partition -> folders.put(new ChainKeys(ledgerId, partition).prefix(), partition));
        String prefix = folders.size() == 1 ? folders.firstKey() : ChainKeys.topicPrefix(ledgerId, topic);
        ObjectStore.Folders listed = store.listFolders(prefix, folders.navigableKeySet(), MOST_ENTRIES);
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
}
