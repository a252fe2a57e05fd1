package io.penstock.jdbc.dialect;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The ledger's statements. None commits: the caller's transaction does. Rows are locked in the order of topic and partition.
 *
 * <p>Invariant: only the holder of a row's epoch and generation moves its position; each claim raises the epoch.
 */
public interface LedgerStore {

    /** The format of the rows; a row with a higher one is refused. */
    int VERSION = 1;

    /** The statement that creates the table, for messages and documents. */
    String definition();

    boolean exists(Connection connection) throws SQLException;

    void create(Connection connection) throws SQLException;

    /** Whether the database takes back what a transaction wrote; found out with a row of its own. Ends the transaction. */
    boolean rollsBack(Connection connection) throws SQLException;

    /**
     * Raises the epoch of each partition's row, makes those that are absent, and returns them. Waits for locks no longer than
     * the claim timeout.
     *
     * @return fewer rows than partitions where some are of a newer version
     */
    List<LedgerRow> claim(Connection connection, Collection<TopicPartition> partitions) throws SQLException;

    /**
     * Raises the epochs that the caller still holds, which waits until an older session's transaction has ended.
     *
     * @param uncertain how many earlier calls may have taken effect without the caller's knowledge
     * @return fewer rows than given where some are held by another
     */
    List<LedgerRow> reclaim(Connection connection, Collection<LedgerRow> held, int uncertain) throws SQLException;

    /**
     * Moves positions, each from where its holder knows it to stand: a database that has fallen back to an older state may have the same epoch.
     *
     * @return how many rows stood as they were held
     */
    int advance(Connection connection, Collection<LedgerMove> moves) throws SQLException;

    /** Takes the positions of partitions that are now delivered without the ledger out of use, and fences their holders. */
    int markStale(Connection connection, Collection<TopicPartition> partitions) throws SQLException;

    /**
     * Sets positions by an operator's command, under a new generation; a second time it changes nothing.
     *
     * @param offsets an empty one means no opinion
     */
    void reset(Connection connection, Map<TopicPartition, Optional<Long>> offsets) throws SQLException;

    /** Has the caller's heirs know its session as that of these rows' owner, where they have no other way to know it. */
    default void show(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        // sessions have names
    }

    /** Sessions of those who owned these rows before the caller did, and that may still hold what they have written. */
    default List<Blocker> formerOwners(Connection connection, Collection<LedgerRow> owned) throws SQLException {
        return List.of();
    }

    /** Who holds rows of these partitions in an open transaction. */
    List<Blocker> blockers(Connection connection, Collection<TopicPartition> partitions) throws SQLException;

    /**
     * Ends a session.
     *
     * @return whether the server accepted
     */
    boolean end(Connection connection, Blocker blocker) throws SQLException;

    /** All rows of this ledger id, without their witnesses. */
    List<LedgerRow> all(Connection connection) throws SQLException;

    /** The highest version among the rows of these partitions; 0 where there are none. */
    int highestVersion(Connection connection, Collection<TopicPartition> partitions) throws SQLException;

    /**
     * A session that blocks.
     *
     * @param own whether it may be ended by the role that asks
     */
    record Blocker(long pid, String role, String application, String state, boolean own) {}
}
