package io.penstock.jdbc.writer;

import io.penstock.common.offset.Position;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.dialect.LedgerMove;
import io.penstock.jdbc.dialect.LedgerRow;
import io.penstock.jdbc.dialect.LedgerStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At least once: the consumer group alone has the positions. Rows that an exactly-once task has left are taken out of use,
 * since they fall behind from now on; a later exactly-once task begins with no opinion.
 */
final class NoLedger implements Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(NoLedger.class);

    private final Session session;
    private final LedgerStore store;
    private final LedgerSettings settings;

    NoLedger(Session session, LedgerSettings settings) {
        this.session = session;
        this.settings = settings;
        this.store = session.dialect().ledger(settings);
    }

    @Override
    public List<LedgerRow> claim(Collection<TopicPartition> partitions) {
        try {
            Connection connection = session.connection();
            session.dialect().begin(connection, settings);
            if (store.exists(connection)) {
                int version = store.highestVersion(connection, partitions);
                if (version > LedgerStore.VERSION) {
                    session.rollBack();
                    throw ExactlyOnceLedger.newer(settings, version);
                }
                int stale = store.markStale(connection, partitions);
                if (stale > 0) {
                    LOG.info(
                            "delivery.guarantee=at_least_once: took {} position(s) of ledger.id {} out of use in {}",
                            stale,
                            settings.id(),
                            settings.table());
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw session.failed(
                    "mark old positions in " + settings.table(),
                    session.dialect().fault(e));
        }
        return partitions.stream()
                .map(partition -> new LedgerRow(partition, Position.noOpinion(0), 0))
                .toList();
    }

    @Override
    public List<LedgerRow> reclaim(Collection<LedgerRow> held) {
        return List.copyOf(held);
    }

    @Override
    public void advance(Connection connection, Collection<LedgerMove> moves) {
        // Nothing to keep.
    }

    @Override
    public void show(Connection connection, Collection<LedgerRow> owned) {
        // nobody owns anything
    }

    @Override
    public int endFormerOwners(Connection connection, Collection<LedgerRow> owned) {
        return 0;
    }

    @Override
    public boolean remembers() {
        return false;
    }
}
