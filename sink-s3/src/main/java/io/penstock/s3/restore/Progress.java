package io.penstock.s3.restore;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a task has come, said now and then while it takes long. Thread-confined. */
final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final LongSupplier ticker;
    private long said;

    /** @param ticker nanoseconds */
    Progress(LongSupplier ticker) {
        this.ticker = ticker;
        this.said = ticker.getAsLong();
    }

    private boolean isDue() {
        long now = ticker.getAsLong();
        if (now - said < PAUSE.toNanos()) {
            return false;
        }
        said = now;
        return true;
    }

    void listing(String prefix, long objects, Scan scan) {
        if (isDue()) {
            LOG.info(
                    "Lists \"{}\": {} objects so far; {} files of this task, {} KiB of restore.listing.bytes",
                    prefix,
                    objects,
                    scan.fileCount(),
                    scan.bytes() / 1024);
        }
    }

    void chain(ChainReading chain) {
        if (isDue()) {
            LOG.info("{}", chain);
        }
    }

    void replaying(TopicPartition partition, PartitionReplay replay) {
        if (isDue()) {
            LOG.info(
                    "{}: up to offset {}, {} of {} files are left",
                    partition,
                    replay.position().offset(),
                    replay.filesLeft(),
                    replay.files());
        }
    }
}
