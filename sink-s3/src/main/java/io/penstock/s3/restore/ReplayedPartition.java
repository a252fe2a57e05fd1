package io.penstock.s3.restore;

import io.penstock.common.offset.SourcePartition;
import io.penstock.s3.restore.PartitionReplay.Position;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/** A replayed partition in Connect's terms: source partitions and source offsets, which Connect keeps as JSON. */
public final class ReplayedPartition {

    private static final String BUCKET = "bucket";
    private static final String TOPIC = "topic";
    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final String FROM = "from";

    private ReplayedPartition() {}

    static Map<String, String> key(String bucket, TopicPartition partition) {
        return SourcePartition.of(
                Map.of(BUCKET, bucket, TOPIC, partition.topic(), PARTITION, Integer.toString(partition.partition())));
    }

    static Map<String, Long> offset(Position position) {
        return Map.of(OFFSET, position.offset(), FROM, position.from());
    }

    static Position position(@Nullable Map<String, ?> offset) {
        if (offset == null || !(offset.get(OFFSET) instanceof Number last)) {
            return Position.BEGINNING;
        }
        // Set by hand it may lack where to begin reading, which then is the beginning.
        long from = offset.get(FROM) instanceof Number first ? first.longValue() : 0;
        return new Position(last.longValue(), from);
    }

    /** @throws ConnectException for offsets that an operator sets and that no task could go on from */
    public static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        boolean known = partition.get(BUCKET) instanceof String
                && partition.get(TOPIC) instanceof String
                && partition.get(PARTITION) instanceof String number
                && number.matches("\\d{1,9}");
        boolean usable = offset == null
                || (offset.get(OFFSET) instanceof Number last
                        && last.longValue() >= -1
                        && (offset.get(FROM) == null || offset.get(FROM) instanceof Number));
        if (!known || !usable) {
            throw new ConnectException(
                    "a source partition is {\"bucket\": <text>, \"topic\": <text>, \"partition\": <number as a text>}, and its"
                            + " offset {\"offset\": <the last one that counts as restored>}, or null to begin anew");
        }
    }
}
