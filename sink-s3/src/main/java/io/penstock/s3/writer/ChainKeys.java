package io.penstock.s3.writer;

import io.penstock.s3.chain.ChainReply.StoredElement;
import io.penstock.s3.chain.ChainReply.StoredIntent;
import io.penstock.s3.partition.KeySegment;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.store.ObjectStore.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the ledger of one topic partition stands in the bucket: elements at
 * {@code _penstock/<ledger>/<topic>/<partition>/<sequence, 20 digits>}, upload intents beside them at {@code u-<nonce>}, so that one
 * listing shows both. Pure.
 */
public final class ChainKeys {

    private static final String ROOT = "_penstock/";
    /** No topic has such a name, nor ever will: what is below a topic's is its chains. Data objects have the character in their keys too. */
    private static final String PROBE = "probe=/";

    /** Where the first releases tried the store; a topic may be called so too. */
    private static final String OLD_PROBE = "probe/";

    private static final String INTENT = "u-";
    private static final int DIGITS = 20;
    private static final Pattern PARTITION = Pattern.compile("\\d{1,9}");

    private final TopicPartition partition;
    private final String prefix;

    public ChainKeys(String ledgerId, TopicPartition partition) {
        this.partition = partition;
        this.prefix = topicPrefix(ledgerId, partition.topic()) + partition.partition() + "/";
    }

    /** What all keys of one ledger begin with. */
    static String ledgerPrefix(String ledgerId) {
        return ROOT + KeySegment.encoded(ledgerId) + "/"; // connectors may be called anything; topics are safe already
    }

    /** What the keys begin with at which the store is tried. */
    static String probePrefix(String ledgerId) {
        return ledgerPrefix(ledgerId) + PROBE;
    }

    /** What the keys begin with at which the first releases tried the store; chains of a topic may stand below. */
    static String oldProbePrefix(String ledgerId) {
        return ledgerPrefix(ledgerId) + OLD_PROBE;
    }

    /** What the keys of all partitions of a topic begin with. */
    public static String topicPrefix(String ledgerId, String topic) {
        return ledgerPrefix(ledgerId) + topic + "/";
    }

    /** The partitions that have a chain; one request, and one for each topic. */
    static List<TopicPartition> partitions(ObjectStore store, String ledgerId) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : store.folders(ledgerPrefix(ledgerId))) {
            for (String number : store.folders(topicPrefix(ledgerId, topic))) {
                if (PARTITION.matcher(number).matches()) {
                    partitions.add(new TopicPartition(topic, Integer.parseInt(number)));
                }
            }
        }
        return partitions;
    }

    TopicPartition partition() {
        return partition;
    }

    public String prefix() {
        return prefix;
    }

    String element(long sequence) {
        String digits = Long.toString(sequence);
        return prefix + "0".repeat(DIGITS - digits.length()) + digits;
    }

    String intent(String name) {
        return prefix + INTENT + name;
    }

    List<StoredElement> elements(List<Entry> entries) {
        List<StoredElement> elements = new ArrayList<>();
        for (Entry entry : entries) {
            String name = entry.key().substring(prefix.length());
            if (name.length() == DIGITS && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                elements.add(new StoredElement(Long.parseLong(name), entry.modified()));
            }
        }
        elements.sort(Comparator.comparingLong(StoredElement::sequence));
        return List.copyOf(elements);
    }

    List<StoredIntent> intents(List<Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.key().startsWith(INTENT, prefix.length()))
                .map(entry ->
                        new StoredIntent(entry.key().substring(prefix.length() + INTENT.length()), entry.modified()))
                .toList();
    }
}
