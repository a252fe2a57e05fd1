package io.penstock.jdbc.dialect;

import static io.penstock.jdbc.dialect.PostgresNames.quote;

import io.penstock.common.offset.Position;
import io.penstock.common.offset.Witness;
import io.penstock.jdbc.config.LedgerSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's statements for PostgreSQL. Each takes all its partitions as arrays; rows are locked in the order of topic and
 * partition before any is changed, so that two tasks never wait for each other crosswise.
 */
final class PostgresLedger implements LedgerStore {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    private static final String RETURNED = "l.topic, l.part, l.generation, l.next_offset, l.epoch, l.witness";
    private static final String SAME_ROW = "l.connector = u.connector AND l.topic = u.topic AND l.part = u.part";
    private static final String IN_ORDER = " ORDER BY u.topic COLLATE \"C\", u.part";

    private final LedgerSettings settings;
    private final String table;

    PostgresLedger(LedgerSettings settings) {
        this.settings = settings;
        this.table = quote(settings.table());
    }

    @Override
    public String definition() {
        return "CREATE TABLE IF NOT EXISTS " + table
                + " (connector text NOT NULL, topic text NOT NULL, part integer NOT NULL, generation integer NOT NULL,"
                + " next_offset bigint, epoch bigint NOT NULL, witness text, version integer NOT NULL,"
                + " updated_at timestamptz NOT NULL, PRIMARY KEY (connector, topic, part))";
    }

    @Override
    public boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT CASE WHEN to_regclass(?) IS NULL THEN 0 ELSE 1 END")) {
            statement.setString(1, table);
            return number(statement) == 1;
        }
    }

    @Override
    public void create(Connection connection) throws SQLException {
        PostgresDialect.execute(connection, definition());
    }

    @Override
    public boolean rollsBack(Connection connection) {
        return true;
    }

    @Override
    public List<LedgerRow> claim(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql = "INSERT INTO " + table + " AS l (connector, topic, part, generation, epoch, version, updated_at)"
                + " SELECT u.connector, u.topic, u.part, 0, 1, " + VERSION + ", clock_timestamp()"
                + " FROM (" + given("", "") + ") u" + IN_ORDER
                + " ON CONFLICT (connector, topic, part) DO UPDATE SET epoch = l.epoch + 1, updated_at = clock_timestamp()"
                + " WHERE l.version <= " + VERSION + " RETURNING " + RETURNED;
        try (PreparedStatement statement = prepare(connection, sql, sorted(partitions))) {
            return rows(statement);
        }
    }

    @Override
    public List<LedgerRow> reclaim(Connection connection, Collection<LedgerRow> held, int uncertain)
            throws SQLException {
        String sql = locked(", ?::int4[], ?::int8[]", ", generation, epoch") + " UPDATE " + table
                + " l SET epoch = l.epoch + 1, updated_at = clock_timestamp() FROM locked u WHERE " + SAME_ROW
                + " AND l.generation = u.generation AND l.epoch BETWEEN u.epoch AND u.epoch + " + uncertain
                + " RETURNING " + RETURNED;
        List<LedgerRow> sorted = sortedRows(held);
        try (PreparedStatement statement = prepare(connection, sql, partitionsOf(sorted))) {
            setHeld(connection, statement, sorted);
            return rows(statement);
        }
    }

    @Override
    public int advance(Connection connection, Collection<LedgerMove> moves) throws SQLException {
        String sql = locked(
                        ", ?::int4[], ?::int8[], ?::int8[], ?::int8[], ?::text[]",
                        ", generation, epoch, durable, next_offset, witness")
                + " UPDATE " + table + " l SET next_offset = u.next_offset, witness = u.witness,"
                + " updated_at = clock_timestamp() FROM locked u WHERE " + SAME_ROW
                + " AND l.generation = u.generation AND l.epoch = u.epoch"
                + " AND coalesce(l.next_offset, " + Position.NO_OPINION + ") = u.durable";
        List<LedgerMove> sorted = moves.stream()
                .sorted(Comparator.comparing(move -> move.held().partition(), ORDER))
                .toList();
        List<LedgerRow> held = sorted.stream().map(LedgerMove::held).toList();
        try (PreparedStatement statement = prepare(connection, sql, partitionsOf(held))) {
            setHeld(connection, statement, held);
            array(connection, statement, 6, "int8", held, row -> row.position().nextOffset());
            array(connection, statement, 7, "int8", sorted, move -> move.to().nextOffset());
            array(
                    connection,
                    statement,
                    8,
                    "text",
                    sorted,
                    move -> move.to().witness().map(Witness::encode).orElse(null));
            return statement.executeUpdate();
        }
    }

    @Override
    public int markStale(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql = locked("", "") + " UPDATE " + table
                + " l SET next_offset = NULL, witness = NULL, epoch = l.epoch + 1, updated_at = clock_timestamp()"
                + " FROM locked u WHERE " + SAME_ROW + " AND l.next_offset IS NOT NULL";
        try (PreparedStatement statement = prepare(connection, sql, sorted(partitions))) {
            return statement.executeUpdate();
        }
    }

    @Override
    public void reset(Connection connection, Map<TopicPartition, Optional<Long>> offsets) throws SQLException {
        String sql = "INSERT INTO " + table
                + " AS l (connector, topic, part, generation, next_offset, epoch, version, updated_at)"
                + " SELECT u.connector, u.topic, u.part, 1, u.next_offset, 1, " + VERSION + ", clock_timestamp()"
                + " FROM (" + given(", ?::int8[]", ", next_offset") + ") u" + IN_ORDER
                + " ON CONFLICT (connector, topic, part) DO UPDATE SET generation = l.generation + 1,"
                + " epoch = l.epoch + 1, next_offset = EXCLUDED.next_offset, witness = NULL,"
                + " updated_at = clock_timestamp() WHERE l.version <= " + VERSION
                // what the same command did before, with nothing written since, stands
                + " AND (l.next_offset IS DISTINCT FROM EXCLUDED.next_offset OR l.witness IS NOT NULL)";
        List<TopicPartition> sorted = sorted(offsets.keySet());
        try (PreparedStatement statement = prepare(connection, sql, sorted)) {
            array(
                    connection,
                    statement,
                    4,
                    "int8",
                    sorted,
                    partition ->
                            offsets.getOrDefault(partition, Optional.empty()).orElse(null));
            statement.executeUpdate();
        }
    }

    // An open transaction that has changed a row is the row's xmax, and holds the lock on its own transaction id.
    @Override
    public List<Blocker> blockers(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql = "SELECT DISTINCT a.pid, a.usename, a.application_name, coalesce(a.state, 'unknown') AS state,"
                + " a.usename IS NOT DISTINCT FROM current_user AS own FROM (" + given("", "") + ") u JOIN " + table
                + " l ON " + SAME_ROW
                + " JOIN pg_locks k ON k.locktype = 'transactionid' AND k.granted AND k.transactionid = l.xmax"
                + " JOIN pg_stat_activity a ON a.pid = k.pid WHERE a.pid <> pg_backend_pid()";
        List<Blocker> blockers = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, sorted(partitions));
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                blockers.add(new Blocker(
                        result.getInt("pid"),
                        result.getString("usename"),
                        result.getString("application_name"),
                        result.getString("state"),
                        result.getBoolean("own")));
            }
        }
        return blockers;
    }

    @Override
    public boolean end(Connection connection, Blocker blocker) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT CASE WHEN pg_terminate_backend(?) THEN 1 ELSE 0 END")) {
            statement.setInt(1, Math.toIntExact(blocker.pid()));
            return number(statement) == 1;
        }
    }

    @Override
    public List<LedgerRow> all(Connection connection) throws SQLException {
        return LedgerListing.of(connection, table, settings.id());
    }

    @Override
    public int highestVersion(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql =
                "SELECT coalesce(max(l.version), 0) FROM (" + given("", "") + ") u JOIN " + table + " l ON " + SAME_ROW;
        try (PreparedStatement statement = prepare(connection, sql, sorted(partitions))) {
            return (int) number(statement);
        }
    }

    /** The partitions at hand as a relation: connector, topic, part and {@code names}; three parameters and {@code arrays}. */
    private static String given(String arrays, String names) {
        return "SELECT ?::text AS connector, n.* FROM unnest(?::text[], ?::int4[]" + arrays + ") AS n(topic, part"
                + names + ")";
    }

    /** The same, with their rows locked in order. */
    private String locked(String arrays, String names) {
        return "WITH locked AS (SELECT u.* FROM (" + given(arrays, names) + ") u JOIN " + table + " l ON " + SAME_ROW
                + IN_ORDER + " FOR UPDATE OF l)";
    }

    private PreparedStatement prepare(Connection connection, String sql, List<TopicPartition> partitions)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, settings.id());
        array(connection, statement, 2, "text", partitions, TopicPartition::topic);
        array(connection, statement, 3, "int4", partitions, TopicPartition::partition);
        return statement;
    }

    private static void setHeld(Connection connection, PreparedStatement statement, List<LedgerRow> rows)
            throws SQLException {
        array(connection, statement, 4, "int4", rows, row -> row.position().generation());
        array(connection, statement, 5, "int8", rows, LedgerRow::epoch);
    }

    private static <T> void array(
            Connection connection,
            PreparedStatement statement,
            int parameter,
            String element,
            List<T> of,
            Function<T, @Nullable Object> read)
            throws SQLException {
        @Nullable Object[] elements = new Object[of.size()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = read.apply(of.get(i));
        }
        statement.setArray(parameter, connection.createArrayOf(element, elements));
    }

    private static List<LedgerRow> rows(PreparedStatement statement) throws SQLException {
        List<LedgerRow> rows = new ArrayList<>();
        try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                long nextOffset = result.getLong("next_offset");
                boolean noOpinion = result.wasNull();
                String witness = result.getString("witness");
                rows.add(new LedgerRow(
                        new TopicPartition(result.getString("topic"), result.getInt("part")),
                        new Position(
                                result.getInt("generation"),
                                noOpinion ? Position.NO_OPINION : nextOffset,
                                Optional.ofNullable(witness).map(Witness::decode)),
                        result.getLong("epoch")));
            }
        }
        return rows;
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream().sorted(ORDER).toList();
    }

    private static List<LedgerRow> sortedRows(Collection<LedgerRow> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(LedgerRow::partition, ORDER))
                .toList();
    }

    private static List<TopicPartition> partitionsOf(List<LedgerRow> rows) {
        return rows.stream().map(LedgerRow::partition).toList();
    }
}
