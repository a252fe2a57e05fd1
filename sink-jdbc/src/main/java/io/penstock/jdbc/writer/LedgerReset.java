package io.penstock.jdbc.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.offset.OffsetCommand;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.LedgerRow;
import io.penstock.jdbc.dialect.LedgerStore;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST offset commands' effect on the ledger (KIP-875), so that it follows the consumer group. Idempotent. */
public final class LedgerReset {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerReset.class);

    private final JdbcSinkConfig config;
    private final Dialect dialect;

    public LedgerReset(JdbcSinkConfig config, Dialect dialect) {
        this.config = config;
        this.dialect = dialect;
    }

    /**
     * @param offsets by partition; null means that the offset is deleted and the ledger has no opinion
     * @param props the connector's
     * @throws FatalException when the ledger cannot be changed; the command may be given again
     */
    public void apply(Map<TopicPartition, @Nullable Long> offsets, Map<String, String> props) {
        OffsetCommand command = new OffsetCommand(offsets);
        LedgerStore store = dialect.ledger(config.ledger());
        try (Session session = new Session(dialect, config.connection())) {
            Connection connection = session.connection();
            try {
                dialect.begin(connection, config.ledger());
                boolean exists = store.exists(connection);
                List<TopicPartition> known = exists ? withPosition(store.all(connection)) : List.of();
                Map<TopicPartition, Optional<Long>> wanted = command.positions(known, props);
                // No ledger, no opinion: unless one is asked for, that is already so.
                if (!exists && wanted.values().stream().allMatch(Optional::isEmpty)) {
                    return;
                }
                if (!exists) {
                    ExactlyOnceLedger.create(session, config.ledger(), store);
                    dialect.begin(connection, config.ledger());
                }
                refuseNewer(store, connection, wanted.keySet());
                store.reset(connection, wanted);
                connection.commit();
                LOG.info(
                        "Positions of ledger.id {} were set for {}",
                        config.ledger().id(),
                        wanted.keySet());
                command.reportUnnamed(known, props, LOG);
            } catch (SQLException e) {
                SqlFault fault = dialect.fault(e);
                throw new FatalException(
                        JdbcError.STATEMENT_REFUSED,
                        "failed to set positions in " + config.ledger().table() + ": " + fault.describe()
                                + ". The consumer group is unchanged; give the command again.",
                        fault.cause());
            }
        }
    }

    private static List<TopicPartition> withPosition(List<LedgerRow> rows) {
        return rows.stream()
                .filter(row -> row.position().hasOpinion())
                .map(LedgerRow::partition)
                .toList();
    }

    private void refuseNewer(LedgerStore store, Connection connection, Set<TopicPartition> partitions)
            throws SQLException {
        int version = store.highestVersion(connection, partitions);
        if (version > LedgerStore.VERSION) {
            throw ExactlyOnceLedger.newer(config.ledger(), version);
        }
    }
}
