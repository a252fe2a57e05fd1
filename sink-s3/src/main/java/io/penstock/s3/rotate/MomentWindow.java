package io.penstock.s3.rotate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The span of {@code rotate.interval.ms} that a partition's records have come to. It moves forward only: a late record ends no
 * batch, whatever its path is, so that a stream in disorder does not become a file for each record. A record far ahead of all others
 * would hold it there: it is forgotten after a batch without any record in it. Confined to the task's thread.
 */
public final class MomentWindow {

    private final @Nullable RecordTime rule;
    private boolean known;
    private long start;
    private long end;
    private boolean met;

    /** @param rule empty where record time does not matter */
    MomentWindow(Optional<RecordTime> rule) {
        this.rule = rule.orElse(null);
    }

    /** @param moment of the record to come, in milliseconds; null where it has none */
    public boolean endsBefore(@Nullable Long moment) {
        return known && moment != null && moment >= end;
    }

    /** @param moment of a record that is in the batch now; null where it has none */
    public void entered(@Nullable Long moment) {
        if (rule == null || moment == null) {
            return;
        }
        if (!known || moment >= end) {
            end = rule.end(moment);
            start = end - rule.interval().toMillis();
            known = true;
        }
        met |= moment >= start;
    }

    /** The batch is complete, for whatever reason. */
    public void batchEnded() {
        known &= met;
        met = false;
    }
}
