package io.penstock.common.offset;

import io.penstock.common.config.FrameworkConfig;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * An operator's change of a sink's offsets (KIP-875), held against what the sink's own ledger knows.
 *
 * <p>Connect makes of a DELETE what the consumer group has offsets of at that moment, without a value (Worker, 3.7 to 4.3). A group forgets a
 * topic's offsets with the topic, and all of them when it expires: a DELETE does not name what was created anew, and names nothing where the
 * group is gone. A PATCH names at least one partition, so that nothing named is a DELETE.
 */
public final class OffsetCommand {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    private static final int SHOWN = 20;

    private final SortedMap<TopicPartition, Optional<Long>> named = new TreeMap<>(ORDER);

    /**
     * @param offsets as Connect passes them: by partition, null where one is deleted
     * @throws ConnectException for an offset that no record can have
     */
    public OffsetCommand(Map<TopicPartition, @Nullable Long> offsets) {
        offsets.forEach((partition, offset) -> {
            if (offset != null && offset < 0) {
                throw new ConnectException(
                        "offset " + offset + " of " + partition + " is below 0; null deletes a position");
            }
            named.put(partition, Optional.ofNullable(offset));
        });
    }

    /**
     * What becomes of the ledger: of all that it has of the connector's topics, where a DELETE found nothing in the group. Other connectors may share
     * the ledger's id.
     *
     * @param known of which partitions the ledger has positions
     * @param props the connector's
     * @return the next offsets; empty where there is to be no position
     */
    public SortedMap<TopicPartition, Optional<Long>> positions(
            Collection<TopicPartition> known, Map<String, String> props) {
        SortedMap<TopicPartition, Optional<Long>> positions = new TreeMap<>(named);
        if (named.isEmpty()) {
            Predicate<String> topics = FrameworkConfig.sinkTopics(props);
            known.stream()
                    .filter(partition -> topics.test(partition.topic()))
                    .forEach(partition -> positions.put(partition, Optional.empty()));
        }
        return positions;
    }

    /**
     * Says which partitions of the connector's topics stay as they are: a warning where they may have been meant.
     *
     * @param known of which partitions the ledger has positions
     * @param props the connector's
     */
    public void reportUnnamed(Collection<TopicPartition> known, Map<String, String> props, Logger log) {
        List<TopicPartition> others = unnamed(known, props);
        if (others.isEmpty()) {
            return;
        }
        if (deletes()) {
            log.warn(
                    "The command deletes the positions that it names, and a DELETE names what the consumer group has offsets"
                            + " of. These stay where the ledger has them: {}. For them too give DELETE again, which resets all"
                            + " once the group is gone, or name them by PATCH /connectors/<name>/offsets",
                    shown(others));
        } else {
            log.info("The command does not name, and leaves as they are: {}", shown(others));
        }
    }

    /** Those of the connector's topics that the ledger knows and the command leaves; none where it resets all. */
    List<TopicPartition> unnamed(Collection<TopicPartition> known, Map<String, String> props) {
        if (named.isEmpty()) {
            return List.of();
        }
        Predicate<String> topics = FrameworkConfig.sinkTopics(props);
        return known.stream()
                .filter(partition -> !named.containsKey(partition) && topics.test(partition.topic()))
                .sorted(ORDER)
                .toList();
    }

    /** Whether it may be a DELETE. */
    boolean deletes() {
        return named.values().stream().allMatch(Optional::isEmpty);
    }

    private static String shown(List<TopicPartition> partitions) {
        String first =
                partitions.stream().limit(SHOWN).map(TopicPartition::toString).collect(Collectors.joining(", "));
        return partitions.size() <= SHOWN ? first : first + " and " + (partitions.size() - SHOWN) + " more";
    }
}
