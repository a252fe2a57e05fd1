package io.penstock.s3.restore;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import io.penstock.common.offset.SourcePartition;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.restore.PartitionReplay.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * A replayed partition in Connect's terms: source partitions and source offsets, which Connect keeps as JSON. A source partition says
 * of which archive it is, and which topic it is written to: another archive, or another topic, begins anew.
 */
public final class ReplayedPartition {

    static final String BUCKET = "bucket";
    static final String ARCHIVE = "archive";
    static final String TOPIC = "topic";
    static final String PARTITION = "partition";
    static final String TARGET = "target";

    private static final String VERSION = "version";
    private static final String OFFSET = "offset";
    private static final String FROM = "from";
    private static final String GENERATION = "generation";
    private static final String FILES = "files";

    private static final long FORMAT = 1;
    private static final Set<String> SETTABLE = Set.of(VERSION, OFFSET);
    private static final Set<String> TEXTS = Set.of(BUCKET, ARCHIVE, TOPIC, TARGET);

    private ReplayedPartition() {}

    static Map<String, String> key(S3RestoreConfig config, TopicPartition partition) {
        return SourcePartition.of(Map.of(
                BUCKET, config.store().bucket(),
                ARCHIVE, config.archive(),
                TOPIC, partition.topic(),
                PARTITION, Integer.toString(partition.partition()),
                TARGET, config.targetOf(partition.topic())));
    }

    static Map<String, Object> offset(Position position) {
        Map<String, Object> offset = new HashMap<>();
        offset.put(VERSION, FORMAT);
        offset.put(OFFSET, position.offset());
        offset.put(FROM, position.from());
        offset.put(GENERATION, (long) position.generation());
        position.files().ifPresent(files -> offset.put(FILES, files));
        return offset;
    }

    /** @throws FatalException when a newer version has written it */
    static Position position(@Nullable Map<String, ?> offset) {
        if (offset == null || !(offset.get(OFFSET) instanceof Number last)) {
            return Position.BEGINNING;
        }
        checkVersion(offset);
        // Set by hand it may lack where to begin reading, which then is the beginning.
        long from = offset.get(FROM) instanceof Number first ? first.longValue() : 0;
        int generation = offset.get(GENERATION) instanceof Number reached ? reached.intValue() : 0;
        return new Position(
                last.longValue(),
                from,
                generation,
                offset.get(FILES) instanceof String files ? Optional.of(files) : Optional.empty());
    }

    private static void checkVersion(Map<String, ?> offset) {
        if (offset.get(VERSION) instanceof Number version && version.longValue() > FORMAT) {
            throw new FatalException(
                    CommonError.NEWER_FORMAT,
                    "the source offset has format version " + version
                            + ", and this version of the S3 restore reads up to " + FORMAT + ". "
                            + CommonError.NEWER_FORMAT.remedy());
        }
    }

    /** @throws ConnectException for offsets that an operator sets and that no task could go on from */
    public static void check(Map<String, ?> partition, @Nullable Map<String, ?> offset) {
        if (offset == null) {
            return; // a deletion, also of what another version has left
        }
        checkVersion(offset);
        boolean known = TEXTS.stream().allMatch(field -> partition.get(field) instanceof String)
                && partition.get(PARTITION) instanceof String number
                && number.matches("\\d{1,9}");
        if (!known || !isUsable(offset)) {
            throw new ConnectException(
                    "a source partition is {\"bucket\": <text>, \"archive\": <text>, \"topic\": <text>, \"partition\": <number as a"
                            + " text>, \"target\": <text>}, as GET /connectors/<name>/offsets shows it, and its offset {\"offset\":"
                            + " <whole number: the last one that counts as restored>} without the other fields, which only the task"
                            + " knows, or null to begin anew");
        }
    }

    /** Which files are done with is true of the offset that the task has written it with, and of no other. */
    private static boolean isUsable(Map<String, ?> offset) {
        return SETTABLE.containsAll(offset.keySet())
                && isWhole(offset.get(OFFSET))
                && offset.get(OFFSET) instanceof Number last
                && last.longValue() >= -1;
    }

    private static boolean isWhole(@Nullable Object number) {
        return number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte;
    }
}
