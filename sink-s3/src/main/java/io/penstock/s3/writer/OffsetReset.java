package io.penstock.s3.writer;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.OffsetCommand;
import io.penstock.common.offset.Position;
import io.penstock.s3.chain.Opening;
import io.penstock.s3.config.S3SinkConfig;
import io.penstock.s3.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operator's change of the connector's offsets (KIP-875), carried into the chains. Called on a thread of the worker's REST side. */
public final class OffsetReset {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetReset.class);

    private final S3SinkConfig config;
    private final ObjectStore store;
    private final Supplier<String> nonces;

    public OffsetReset(S3SinkConfig config, ObjectStore store, Supplier<String> nonces) {
        this.config = config;
        this.store = store;
        this.nonces = nonces;
    }

    /**
     * Opens a new generation on each partition; harmless when repeated.
     *
     * @param offsets the next offsets; null where a partition's offset is deleted
     * @param props the connector's
     * @throws ConnectException when the store cannot be reached; the command can be given again
     */
    public void apply(Map<TopicPartition, @Nullable Long> offsets, Map<String, String> props) {
        OffsetCommand command = new OffsetCommand(offsets);
        List<TopicPartition> known = attempt("", () -> ChainKeys.partitions(store, config.ledgerId()));
        command.positions(known, props)
                .forEach((partition, offset) -> attempt(" of " + partition, () -> reset(partition, offset)));
        command.reportUnnamed(known, props, LOG);
    }

    private static <T> T attempt(String where, Supplier<T> step) {
        try {
            return step.get();
        } catch (TransientException e) {
            throw new ConnectException(
                    "the ledger" + where + " could not be reset; give the command again: " + e.getMessage(), e);
        }
    }

    private Position reset(TopicPartition partition, Optional<Long> offset) {
        OptionalLong nextOffset = offset.map(OptionalLong::of).orElseGet(OptionalLong::empty);
        Opening opening = Opening.resetting(nextOffset, nonces, config.retention());
        new ChainErrands(
                        store,
                        new ChainKeys(config.ledgerId(), partition),
                        config.connector() + " offsets command",
                        new Headway(),
                        new Abreast(1, "penstock-reset"))
                .run(opening, () -> {});
        opening.lost()
                .forEach(file -> LOG.warn(
                        "{}: the upload of the file from offset {} on is gone from the store and was given up",
                        partition,
                        file.firstOffset()));
        Position position = opening.tail().position();
        LOG.info(
                "{}: ledger reset to generation {}, next offset {}",
                partition,
                position.generation(),
                position.nextOffset());
        return position;
    }
}
