package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.dialect.LedgerStore.Blocker;
import io.penstock.jdbc.error.SqlStates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of MariaDB and MySQL have no names, but locks by name (GET_LOCK), of which anybody may ask whose they are and which end with
 * their session: an owner holds one for each ledger row and epoch. Confined to the task's thread.
 */
final class MySqlMarks implements OwnerMarks {

    private static final Logger LOG = LoggerFactory.getLogger(MySqlMarks.class);

    private static final int NO_SUCH_THREAD = 1094;
    private static final int KILL_DENIED = 1095;
    private static final int ACCESS_DENIED = 1227;
    /** Expressions of one query. */
    private static final int AT_ONCE = 500;
    /** A lock's name may have 64 characters. */
    private static final int HASH_BYTES = 20;

    /** For null; sessions have no such number. */
    private static final Long NOTHING = -1L;

    private final LedgerSettings settings;
    private final long patienceSeconds;
    private final Map<TopicPartition, Mark> shown = new HashMap<>();
    private @Nullable Connection of;

    /** @param patienceSeconds for how long a session has waited for its client that counts as frozen */
    MySqlMarks(LedgerSettings settings, long patienceSeconds) {
        this.settings = settings;
        this.patienceSeconds = patienceSeconds;
    }

    /** What is owned under an epoch, and the name of its lock. */
    private record Mark(long epoch, String name) {}

    @Override
    @SuppressWarnings("ReferenceEquality") // another connection is another session
    public void show(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        if (of != connection) {
            shown.clear();
            of = connection;
        }
        List<TopicPartition> added = new ArrayList<>();
        List<String> additions = new ArrayList<>();
        List<String> removals = new ArrayList<>();
        Map<TopicPartition, Mark> past = new HashMap<>(shown);
        for (LedgerRow row : owned) {
            Mark before = past.remove(row.partition());
            if (before == null || before.epoch() != row.epoch()) {
                Mark mark = new Mark(row.epoch(), name(connection, row));
                shown.put(row.partition(), mark);
                added.add(row.partition());
                additions.add("GET_LOCK('" + mark.name() + "', 0)");
                if (before != null) {
                    removals.add("RELEASE_LOCK('" + before.name() + "')");
                }
            }
        }
        past.forEach((partition, mark) -> {
            shown.remove(partition);
            removals.add("RELEASE_LOCK('" + mark.name() + "')");
        });
        try {
            List<Long> taken = query(connection, additions);
            for (int i = 0; i < taken.size(); i++) {
                if (taken.get(i) != 1) {
                    // The session that was given up still has it: asked for again with the next flush.
                    shown.remove(added.get(i));
                }
            }
            query(connection, removals);
        } catch (SQLException e) {
            if (SqlStates.kindOf(e).isTransient()) {
                shown.clear();
                throw e;
            }
            // Some clusters do not allow it. Then the server ends what freezes, after transaction.timeout.ms.
            LOG.debug("The session cannot be marked: SQLSTATE {}, error {}", e.getSQLState(), e.getErrorCode());
        }
    }

    @Override
    public List<Blocker> owners(Connection connection, Collection<LedgerRow> rows) throws SQLException {
        List<String> questions = new ArrayList<>();
        for (LedgerRow row : rows) {
            questions.add("IS_USED_LOCK('" + name(connection, row) + "')");
        }
        Set<Long> sessions = new LinkedHashSet<>(query(connection, questions));
        sessions.remove(NOTHING);
        return sessions.isEmpty() ? List.of() : describe(connection, sessions);
    }

    /** One that is at work is no frozen one's. */
    private List<Blocker> describe(Connection connection, Set<Long> sessions) throws SQLException {
        String ids = sessions.stream().map(String::valueOf).collect(Collectors.joining(", "));
        Set<Long> writing = writing(connection, ids);
        List<Blocker> blockers = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT ID, USER, COMMAND, TIME FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()"
                                + " AND ID IN (" + ids + ")")) {
            while (result.next()) {
                boolean sleeps = "Sleep".equals(result.getString(3));
                long seconds = result.getLong(4);
                if (writing == null || writing.contains(result.getLong(1))) {
                    blockers.add(new Blocker(
                            result.getLong(1),
                            result.getString(2),
                            settings.id(),
                            (sleeps ? "asleep for " : "at work for ") + seconds + " s",
                            sleeps && seconds >= patienceSeconds));
                }
            }
        }
        return blockers;
    }

    /** Those that have a transaction; null where the user may not know, which takes the PROCESS privilege. */
    private static @Nullable Set<Long> writing(Connection connection, String ids) throws SQLException {
        Set<Long> writing = new LinkedHashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(
                        "SELECT trx_mysql_thread_id FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id IN ("
                                + ids + ")")) {
            while (result.next()) {
                writing.add(result.getLong(1));
            }
            return writing;
        } catch (SQLException e) {
            if (e.getErrorCode() != ACCESS_DENIED) {
                throw e;
            }
            return null;
        }
    }

    @Override
    public boolean end(Connection connection, Blocker blocker) throws SQLException {
        if (!isDirect(connection, blocker)) {
            LOG.warn(
                    "Session {} is not ended: a proxy between numbers sessions itself, and would end another. The server"
                            + " ends it after transaction.timeout.ms.",
                    blocker.pid());
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("KILL " + blocker.pid());
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_THREAD && e.getErrorCode() != KILL_DENIED) {
                throw e;
            }
            return false;
        }
    }

    /** ProxySQL and MaxScale tell the client numbers of their own, and take the number in a KILL for one of these. */
    private static boolean isDirect(Connection connection, Blocker blocker) throws SQLException {
        String name = "'penstock ends " + blocker.pid() + "'";
        List<Long> answers = query(
                connection,
                List.of("GET_LOCK(" + name + ", 0)", "IS_USED_LOCK(" + name + ")", "RELEASE_LOCK(" + name + ")"));
        return answers.get(0) == 1 && answers.get(1).intValue() == (int) numberToldAtLogin(connection);
    }

    /** Of which the protocol has 32 bits. */
    private static long numberToldAtLogin(Connection connection) throws SQLException {
        if (connection.isWrapperFor(org.mariadb.jdbc.Connection.class)) {
            return connection.unwrap(org.mariadb.jdbc.Connection.class).getThreadId();
        }
        try {
            // of MySQL's driver, which may not be there
            return (long) connection.getClass().getMethod("getId").invoke(connection);
        } catch (ReflectiveOperationException | ClassCastException e) {
            LOG.debug("The driver does not tell its session's number");
            return NOTHING;
        }
    }

    /** @return an answer for each of the expressions */
    private static List<Long> query(Connection connection, List<String> expressions) throws SQLException {
        List<Long> answers = new ArrayList<>();
        for (int from = 0; from < expressions.size(); from += AT_ONCE) {
            List<String> some = expressions.subList(from, Math.min(expressions.size(), from + AT_ONCE));
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT " + String.join(", ", some))) {
                result.next();
                for (int i = 1; i <= some.size(); i++) {
                    long answer = result.getLong(i);
                    answers.add(result.wasNull() ? NOTHING : Long.valueOf(answer));
                }
            }
        }
        return answers;
    }

    /** The server has one space of names for all databases. */
    private String name(Connection connection, LedgerRow row) throws SQLException {
        String owned = String.join(
                "\0",
                String.valueOf(connection.getCatalog()),
                settings.table().toString(),
                settings.id(),
                row.partition().toString(),
                Long.toString(row.epoch()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(owned.getBytes(StandardCharsets.UTF_8));
            return "penstock " + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
