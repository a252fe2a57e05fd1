package io.penstock.jdbc.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of the row whose record was deleted. */
public sealed interface DeleteRule {

    /** No record deletes; a tombstone is a bad record. */
    record Never() implements DeleteRule {
        @Override
        public Optional<DeleteMarker> marker() {
            return Optional.empty();
        }
    }

    /** No record deletes; those that would are passed over, and their rows stay as they are. */
    record Ignore() implements DeleteRule {
        @Override
        public Optional<DeleteMarker> marker() {
            return Optional.empty();
        }
    }

    /** The row is deleted. */
    record Remove(Optional<DeleteMarker> marker) implements DeleteRule {}

    /** The row stays, and one of its columns says that it is deleted. */
    record Mark(String column, Optional<DeleteMarker> marker) implements DeleteRule {}

    /** What tells deletes apart from other records that have a value. */
    Optional<DeleteMarker> marker();

    /** Whether a record with this value deletes; a tombstone always means to. */
    default boolean deletes(@Nullable Object value) {
        return value == null || (marker().isPresent() && marker().get().marks(value));
    }
}
