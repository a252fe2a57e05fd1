package io.penstock.jdbc.dialect;

import io.penstock.common.offset.Position;
import io.penstock.common.offset.Witness;
import io.penstock.jdbc.config.LedgerSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in SQL that every database has. Each row is changed by an UPDATE of its own, which locks it to the end of the
 * transaction and counts it only where epoch and generation are those that the caller holds; rows are taken in the order of topic
 * and partition, so that two tasks never wait for each other crosswise.
 */
final class StandardLedger implements LedgerStore {

    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);
    private static final String SAME_ROW = " WHERE connector = ? AND topic = ? AND part = ?";
    private static final String KNOWN = " AND version <= " + VERSION;
    /** Claims that were made while a frozen owner held what it had written. */
    private static final int FORMER_EPOCHS = 5;

    private static final String SERIALIZATION_FAILURE = "40001";
    /** In PostgreSQL's kin, whose states are exact. */
    private static final String TRANSACTION_ABORTED = "25P02";

    private final LedgerSettings settings;
    private final TableDefinitions definitions;
    private final ColumnReader reader;
    private final Predicate<SQLException> duplicate;
    private final OwnerMarks marks;
    private final String table;

    StandardLedger(
            LedgerSettings settings,
            TableDefinitions definitions,
            ColumnReader reader,
            Predicate<SQLException> duplicate) {
        this(settings, definitions, reader, duplicate, OwnerMarks.NONE);
    }

    /** @param duplicate whether a failure may be a unique constraint's */
    StandardLedger(
            LedgerSettings settings,
            TableDefinitions definitions,
            ColumnReader reader,
            Predicate<SQLException> duplicate,
            OwnerMarks marks) {
        this.settings = settings;
        this.definitions = definitions;
        this.reader = reader;
        this.duplicate = duplicate;
        this.marks = marks;
        this.table = definitions.names().quote(settings.table());
    }

    @Override
    public String definition() {
        return definitions.ledger(settings.table());
    }

    @Override
    public boolean exists(Connection connection) throws SQLException {
        return !reader.columns(connection, settings.table()).isEmpty();
    }

    @Override
    public void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(definition());
        }
    }

    /** Needs no right to delete: a probe's row that stays, where the engine keeps it or a crash came between, is the next one's. */
    @Override
    public boolean rollsBack(Connection connection) throws SQLException {
        TopicPartition probe = new TopicPartition("penstock probe", -1);
        Stored before = select(connection, probe);
        if (before == null) {
            insert(connection, probe, 0, null);
        } else {
            update(connection, "UPDATE " + table + " SET epoch = epoch + 1" + SAME_ROW, probe);
        }
        connection.rollback();
        Stored after = select(connection, probe);
        connection.commit();
        return Objects.equals(before, after);
    }

    @Override
    public List<LedgerRow> claim(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql = "UPDATE " + table + " SET epoch = epoch + 1, updated_at = CURRENT_TIMESTAMP" + SAME_ROW + KNOWN;
        List<LedgerRow> rows = new ArrayList<>();
        for (TopicPartition partition : sorted(partitions)) {
            boolean found = update(connection, sql, partition) > 0;
            Stored stored = select(connection, partition);
            if (stored == null) {
                insert(connection, partition, 0, null);
                rows.add(new LedgerRow(partition, Position.noOpinion(0), 1));
            } else if (found) {
                rows.add(stored.row());
            }
        }
        return rows;
    }

    @Override
    public List<LedgerRow> reclaim(Connection connection, Collection<LedgerRow> held, int uncertain)
            throws SQLException {
        String sql = "UPDATE " + table + " SET epoch = epoch + 1, updated_at = CURRENT_TIMESTAMP" + SAME_ROW
                + " AND generation = ? AND epoch BETWEEN ? AND ?";
        List<LedgerRow> rows = new ArrayList<>();
        for (LedgerRow row : sortedRows(held)) {
            int found = update(
                    connection,
                    sql,
                    row.partition(),
                    row.position().generation(),
                    row.epoch(),
                    row.epoch() + uncertain);
            Stored stored = found == 0 ? null : select(connection, row.partition());
            if (stored != null) {
                rows.add(stored.row());
            }
        }
        return rows;
    }

    @Override
    public int advance(Connection connection, Collection<LedgerMove> moves) throws SQLException {
        String sql = "UPDATE " + table + " SET next_offset = ?, witness = ?, updated_at = CURRENT_TIMESTAMP" + SAME_ROW
                + " AND generation = ? AND epoch = ? AND COALESCE(next_offset, " + Position.NO_OPINION + ") = ?";
        List<LedgerMove> sorted = moves.stream()
                .sorted(Comparator.comparing(move -> move.held().partition(), ORDER))
                .toList();
        int moved = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (LedgerMove move : sorted) {
                LedgerRow held = move.held();
                statement.setLong(1, move.to().nextOffset());
                statement.setString(2, move.to().witness().map(Witness::encode).orElse(null));
                setRow(statement, 3, held.partition());
                statement.setInt(6, held.position().generation());
                statement.setLong(7, held.epoch());
                statement.setLong(8, held.position().nextOffset());
                moved += statement.executeUpdate();
            }
        }
        return moved;
    }

    @Override
    public int markStale(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        String sql = "UPDATE " + table
                + " SET next_offset = NULL, witness = NULL, epoch = epoch + 1, updated_at = CURRENT_TIMESTAMP"
                + SAME_ROW + " AND next_offset IS NOT NULL";
        int stale = 0;
        for (TopicPartition partition : sorted(partitions)) {
            stale += update(connection, sql, partition);
        }
        return stale;
    }

    @Override
    public void reset(Connection connection, Map<TopicPartition, Optional<Long>> offsets) throws SQLException {
        for (TopicPartition partition : sorted(offsets.keySet())) {
            Long offset = offsets.getOrDefault(partition, Optional.empty()).orElse(null);
            if (reset(connection, partition, offset) == 0 && select(connection, partition) == null) {
                insert(connection, partition, 1, offset);
            }
        }
    }

    /** What the same command did before, with nothing written since, stands. */
    private int reset(Connection connection, TopicPartition partition, @Nullable Long offset) throws SQLException {
        String value = offset == null ? "NULL" : Long.toString(offset);
        String differs = offset == null ? "next_offset IS NOT NULL" : "next_offset IS NULL OR next_offset <> " + value;
        return update(
                connection,
                "UPDATE " + table + " SET generation = generation + 1, epoch = epoch + 1, next_offset = " + value
                        + ", witness = NULL, updated_at = CURRENT_TIMESTAMP" + SAME_ROW + KNOWN
                        + " AND (witness IS NOT NULL OR " + differs + ")",
                partition);
    }

    @Override
    public void show(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        marks.show(connection, owned);
    }

    @Override
    public List<Blocker> formerOwners(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        List<LedgerRow> former = new ArrayList<>();
        for (LedgerRow row : owned) {
            addFormer(row, former);
        }
        return marks.owners(connection, former);
    }

    /** Who holds a row's lock cannot be asked in common words: those are named who may, by the row as it was last committed. */
    @Override
    public List<Blocker> blockers(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        List<LedgerRow> owners = new ArrayList<>();
        for (TopicPartition partition : sorted(partitions)) {
            Stored stored = select(connection, partition);
            if (stored != null) {
                owners.add(stored.row());
                addFormer(stored.row(), owners);
            }
        }
        return marks.owners(connection, owners);
    }

    private static void addFormer(LedgerRow row, List<LedgerRow> rows) {
        for (int i = 1; i <= FORMER_EPOCHS; i++) {
            rows.add(new LedgerRow(row.partition(), row.position(), row.epoch() - i));
        }
    }

    @Override
    public boolean end(Connection connection, Blocker blocker) throws SQLException {
        return marks.end(connection, blocker);
    }

    @Override
    public List<LedgerRow> all(Connection connection) throws SQLException {
        return LedgerListing.of(connection, table, settings.id());
    }

    @Override
    public int highestVersion(Connection connection, Collection<TopicPartition> partitions) throws SQLException {
        int highest = 0;
        for (TopicPartition partition : sorted(partitions)) {
            Stored stored = select(connection, partition);
            highest = Math.max(highest, stored == null ? 0 : stored.version());
        }
        return highest;
    }

    /** Another task may make the same row at the same moment: then both try again. */
    private void insert(Connection connection, TopicPartition partition, int generation, @Nullable Long offset)
            throws SQLException {
        String sql = "INSERT INTO " + table
                + " (connector, topic, part, generation, next_offset, epoch, version, updated_at)"
                + " VALUES (?, ?, ?, " + generation + ", " + (offset == null ? "NULL" : offset) + ", 1, " + VERSION
                + ", CURRENT_TIMESTAMP)";
        try {
            update(connection, sql, partition);
        } catch (SQLException e) {
            if (duplicate.test(e) && isThere(connection, partition)) {
                throw new SQLException("another task made the ledger's row", SERIALIZATION_FAILURE, e);
            }
            throw e;
        }
    }

    /** After a failure; where that has ended the transaction, the state has told of a unique constraint and no other. */
    private boolean isThere(Connection connection, TopicPartition partition) throws SQLException {
        try {
            return select(connection, partition) != null;
        } catch (SQLException e) {
            if (TRANSACTION_ABORTED.equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
    }

    private int update(Connection connection, String sql, TopicPartition partition, long... more) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setRow(statement, 1, partition);
            for (int i = 0; i < more.length; i++) {
                statement.setLong(4 + i, more[i]);
            }
            return statement.executeUpdate();
        }
    }

    private @Nullable Stored select(Connection connection, TopicPartition partition) throws SQLException {
        String sql = "SELECT generation, next_offset, epoch, witness, version FROM " + table + SAME_ROW;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            setRow(statement, 1, partition);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? stored(partition, result) : null;
            }
        }
    }

    private void setRow(PreparedStatement statement, int parameter, TopicPartition partition) throws SQLException {
        statement.setString(parameter, settings.id());
        statement.setString(parameter + 1, partition.topic());
        statement.setInt(parameter + 2, partition.partition());
    }

    private static Stored stored(TopicPartition partition, ResultSet result) throws SQLException {
        int generation = result.getInt(1);
        long nextOffset = result.getLong(2);
        boolean noOpinion = result.wasNull();
        long epoch = result.getLong(3);
        String witness = result.getString(4);
        int version = result.getInt(5);
        return new Stored(
                new LedgerRow(
                        partition,
                        new Position(
                                generation,
                                noOpinion ? Position.NO_OPINION : nextOffset,
                                // one of a newer version is not ours to read
                                Optional.ofNullable(version > VERSION ? null : witness)
                                        .map(Witness::decode)),
                        epoch),
                version);
    }

    private static List<TopicPartition> sorted(Collection<TopicPartition> partitions) {
        return partitions.stream().sorted(ORDER).toList();
    }

    private static List<LedgerRow> sortedRows(Collection<LedgerRow> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(LedgerRow::partition, ORDER))
                .toList();
    }

    /** A row of the table with its version. */
    private record Stored(LedgerRow row, int version) {}
}
