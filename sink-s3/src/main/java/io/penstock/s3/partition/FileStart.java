package io.penstock.s3.partition;

import io.penstock.common.record.RecordCoordinates;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known when a file begins, and all that its name can be made of: the name must be final before the first part leaves.
 *
 * @param topicsDir {@code topics.dir}
 * @param topic of the first record, after transforms
 * @param path of {@link FilePlace}; empty for {@code partition=<number>}
 * @param first the first record's original coordinates
 * @param generation how often the offsets were reset
 * @param distinction what no other file has, where nothing else keeps two owners from one name
 * @param timestamp of the first record in milliseconds; null where it has none
 * @param extension with its dot
 */
public record FileStart(
        String topicsDir,
        String topic,
        String path,
        RecordCoordinates first,
        int generation,
        Optional<String> distinction,
        @Nullable Long timestamp,
        String extension) {}
