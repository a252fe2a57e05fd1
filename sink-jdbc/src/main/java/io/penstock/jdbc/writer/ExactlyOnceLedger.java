package io.penstock.jdbc.writer;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.dialect.LedgerMove;
import io.penstock.jdbc.dialect.LedgerRow;
import io.penstock.jdbc.dialect.LedgerStore;
import io.penstock.jdbc.dialect.LedgerStore.Blocker;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions in the target database. Each claim raises the rows' epoch; a transaction moves a position only where it still
 * finds its own epoch, so that a former owner, whenever it wakes, writes nothing.
 */
final class ExactlyOnceLedger implements Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(ExactlyOnceLedger.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final Session session;
    private final LedgerSettings settings;
    private final LedgerStore store;
    private final JdbcMetrics metrics;
    private boolean created;
    /** Reclaims whose answer was lost: each may have raised the epoch once. */
    private int uncertain;

    ExactlyOnceLedger(Session session, LedgerSettings settings, JdbcMetrics metrics) {
        this.session = session;
        this.settings = settings;
        this.metrics = metrics;
        this.store = session.dialect().ledger(settings);
    }

    @Override
    public List<LedgerRow> claim(Collection<TopicPartition> partitions) {
        Connection connection = session.connection();
        try {
            createOnce(connection);
            session.dialect().begin(connection, settings);
            List<LedgerRow> rows = store.claim(connection, partitions);
            if (rows.size() != partitions.size()) {
                int version = store.highestVersion(connection, partitions);
                session.rollBack();
                throw newer(settings, version);
            }
            connection.commit();
            return rows;
        } catch (SQLException e) {
            SqlFault fault = session.dialect().fault(e);
            RuntimeException failure = session.failed("claim partitions in " + settings.table(), fault);
            if (fault.sqlState().equals(LOCK_NOT_AVAILABLE)) {
                throw free(connection, partitions);
            }
            throw failure;
        }
    }

    static FatalException newer(LedgerSettings settings, int version) {
        return new FatalException(
                CommonError.NEWER_FORMAT,
                "rows of ledger.id " + settings.id() + " in " + settings.table() + " have format version " + version
                        + ", and this connector knows up to " + LedgerStore.VERSION + ". "
                        + CommonError.NEWER_FORMAT.remedy());
    }

    /**
     * Makes the table, unless another session was quicker. Ends the transaction.
     *
     * @throws FatalException with the definition where it may not be made
     */
    static void create(Session session, LedgerSettings settings, LedgerStore store) throws SQLException {
        if (!settings.create()) {
            throw missing(settings, store, "offsets.table.create is false. Create it: ");
        }
        Connection connection = session.connection();
        try {
            store.create(connection);
            connection.commit();
        } catch (SQLException e) {
            SqlFault fault = session.dialect().fault(e);
            boolean raced = session.dialect().tables().raced(e);
            if (!raced && fault.kind().isTransient()) {
                throw e;
            }
            session.rollBack();
            if (!raced) {
                throw missing(
                        settings,
                        store,
                        "cannot be created: " + fault.describe()
                                + ". Grant the connector's role the right to create tables, or create it yourself: ");
            }
        }
    }

    private static FatalException missing(LedgerSettings settings, LedgerStore store, String why) {
        return new FatalException(
                JdbcError.LEDGER_MISSING,
                "table " + settings.table() + " does not exist and " + why + store.definition());
    }

    private void createOnce(Connection connection) throws SQLException {
        if (created) {
            return;
        }
        boolean exists = store.exists(connection);
        connection.commit();
        if (!exists) {
            create(session, settings, store);
        }
        session.dialect().begin(connection, settings);
        if (!store.rollsBack(connection)) {
            throw new FatalException(
                    JdbcError.NO_TRANSACTIONS,
                    settings.table()
                            + " keeps rows whose transaction was rolled back, so nothing can be written exactly"
                            + " once. " + JdbcError.NO_TRANSACTIONS.remedy());
        }
        created = true;
    }

    /**
     * A former owner sits in a transaction with our rows: ends its session if we may.
     *
     * @return what to throw, to try again
     */
    private TransientException free(Connection connection, Collection<TopicPartition> partitions) {
        try {
            List<Blocker> blockers = store.blockers(connection, partitions);
            int ended = session.dialect()
                    .endStuckSessions(connection, session.settings().applicationName(), settings);
            ended += end(connection, blockers);
            connection.commit();
            String who = blockers.isEmpty()
                    ? "a session that is gone now, or that this database does not name"
                    : blockers.stream().map(ExactlyOnceLedger::describe).collect(Collectors.joining(", "));
            LOG.warn(
                    "{} held rows of ledger.id {} for more than {} ms; ended {} session(s)",
                    who,
                    settings.id(),
                    settings.claimTimeout().toMillis(),
                    ended);
            return new TransientException(
                    JdbcError.LEDGER_BLOCKED,
                    "the ledger's rows in " + settings.table() + " are held by " + who
                            + (ended > 0 ? ", whose session was ended" : ". " + JdbcError.LEDGER_BLOCKED.remedy()));
        } catch (SQLException e) {
            SqlFault fault = session.dialect().fault(e);
            session.abandon(fault);
            return new TransientException(
                    JdbcError.LEDGER_BLOCKED,
                    "the ledger's rows in " + settings.table() + " are held by a session that cannot be found out: "
                            + fault.describe(),
                    fault.cause());
        }
    }

    private int end(Connection connection, List<Blocker> blockers) throws SQLException {
        int ended = 0;
        for (Blocker blocker : blockers) {
            if (blocker.own() && store.end(connection, blocker)) {
                ended++;
            }
        }
        return ended;
    }

    @Override
    public void show(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        store.show(connection, owned);
    }

    @Override
    public int endFormerOwners(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        return end(connection, store.formerOwners(connection, owned));
    }

    private static String describe(Blocker blocker) {
        return "backend " + blocker.pid() + " (role " + blocker.role() + ", application \"" + blocker.application()
                + "\", " + blocker.state() + ")";
    }

    @Override
    public List<LedgerRow> reclaim(Collection<LedgerRow> held) {
        Connection connection = session.connection();
        boolean committing = false;
        try {
            session.dialect().begin(connection, settings);
            List<LedgerRow> rows = store.reclaim(connection, held, uncertain);

            if (rows.size() != held.size()) {
                connection.rollback();
                List<TopicPartition> ours =
                        rows.stream().map(LedgerRow::partition).toList();
                throw notHeld(
                        connection,
                        held.stream()
                                .filter(row -> !ours.contains(row.partition()))
                                .toList(),
                        "The connection was lost before. ");
            }
            committing = true;
            connection.commit();
            uncertain = 0;
            return rows;
        } catch (SQLException e) {
            SqlFault fault = session.dialect().fault(e);
            RuntimeException failure = session.failed("read the ledger in " + settings.table(), fault);
            // Only COMMIT makes it last: before that nothing has happened.
            if (committing && fault.kind().isTransient()) {
                uncertain++;
            }
            if (fault.sqlState().equals(LOCK_NOT_AVAILABLE)) {
                throw free(connection, held.stream().map(LedgerRow::partition).toList());
            }
            throw failure;
        }
    }

    @Override
    public void advance(Connection connection, Collection<LedgerMove> moves) throws SQLException {
        int moved = store.advance(connection, moves);
        if (moved != moves.size()) {
            connection.rollback();
            throw notHeld(
                    connection, moves.stream().map(LedgerMove::held).toList(), "Nothing of this batch was written. ");
        }
    }

    /**
     * Rows are not as the task has left them: another task's by now, or those of an older state of the database.
     *
     * @param circumstance a sentence and a space
     */
    private FatalException notHeld(Connection connection, Collection<LedgerRow> held, String circumstance)
            throws SQLException {
        Map<TopicPartition, LedgerRow> found =
                store.all(connection).stream().collect(Collectors.toMap(LedgerRow::partition, Function.identity()));
        connection.rollback();
        for (LedgerRow row : held) {
            Optional<String> older = older(row, found.get(row.partition()));
            if (older.isPresent()) {
                return new FatalException(
                        JdbcError.LEDGER_BROKEN,
                        "the row of " + row.partition() + " in " + settings.table() + " " + older.get() + ". "
                                + circumstance + JdbcError.LEDGER_BROKEN.remedy());
            }
        }
        metrics.fenced.increment();
        String lost = held.stream()
                .filter(row -> !isHeld(row, found.get(row.partition())))
                .map(row -> row.partition().toString())
                .sorted()
                .collect(Collectors.joining(", "));
        return new FatalException(
                JdbcError.FENCED,
                "by " + settings.table() + " other tasks have these partitions: " + lost + ". " + circumstance
                        + JdbcError.FENCED.remedy());
    }

    /** What shows that the row was not changed by an heir, who raises the epoch. */
    private static Optional<String> older(LedgerRow held, @Nullable LedgerRow found) {
        if (found == null) {
            return Optional.of("is gone");
        }
        if (found.epoch() < held.epoch()) {
            return Optional.of("has epoch " + found.epoch() + ", and this task has raised it to " + held.epoch());
        }
        if (found.epoch() == held.epoch()
                && found.position().nextOffset() != held.position().nextOffset()) {
            return Optional.of("has next offset " + shown(found) + ", and this task has left it at " + shown(held));
        }
        return Optional.empty();
    }

    private static String shown(LedgerRow row) {
        return row.position().hasOpinion() ? Long.toString(row.position().nextOffset()) : "NULL";
    }

    private static boolean isHeld(LedgerRow held, @Nullable LedgerRow found) {
        return found != null
                && found.epoch() == held.epoch()
                && found.position().generation() == held.position().generation();
    }

    @Override
    public boolean remembers() {
        return true;
    }
}
