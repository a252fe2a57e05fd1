package io.penstock.jdbc.writer;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.LedgerStore;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/** The REST offset commands' effect on the ledger (KIP-875), so that it follows the consumer group. Idempotent. */
public final class LedgerReset {

    private final JdbcSinkConfig config;
    private final Dialect dialect;

    public LedgerReset(JdbcSinkConfig config, Dialect dialect) {
        this.config = config;
        this.dialect = dialect;
    }

    /**
     * @param offsets by partition; null means that the offset is deleted and the ledger has no opinion
     * @throws FatalException when the ledger cannot be changed; the command may be given again
     */
    public void apply(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Optional<Long>> wanted = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null && offset < 0) {
                throw new ConnectException(
                        "offset " + offset + " of " + partition + " is below 0; null deletes a position");
            }
            wanted.put(partition, Optional.ofNullable(offset));
        });
        LedgerStore store = dialect.ledger(config.ledger());
        try (Session session = new Session(dialect, config.connection())) {
            Connection connection = session.connection();
            try {
                dialect.begin(connection, config.ledger());
                if (!store.exists(connection)) {
                    // No ledger, no opinion: unless one is asked for, that is already so.
                    if (wanted.values().stream().allMatch(Optional::isEmpty)) {
                        return;
                    }
                    create(store, connection);
                }
                refuseNewer(store, connection, wanted.keySet());
                store.reset(connection, wanted);
                connection.commit();
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

    private void create(LedgerStore store, Connection connection) throws SQLException {
        if (!config.ledger().create()) {
            throw ExactlyOnceLedger.missing(config.ledger(), store);
        }
        store.create(connection);
    }

    private void refuseNewer(LedgerStore store, Connection connection, Set<TopicPartition> partitions)
            throws SQLException {
        int version = store.highestVersion(connection, partitions);
        if (version > LedgerStore.VERSION) {
            throw ExactlyOnceLedger.newer(config.ledger(), version);
        }
    }
}
