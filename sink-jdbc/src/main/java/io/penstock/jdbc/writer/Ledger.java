package io.penstock.jdbc.writer;

import io.penstock.jdbc.dialect.LedgerMove;
import io.penstock.jdbc.dialect.LedgerRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** What the database knows of the task's partitions: their positions, and whose they are. */
sealed interface Ledger permits ExactlyOnceLedger, NoLedger {

    /**
     * Takes over partitions from whoever had them. Its own transaction.
     *
     * @throws io.penstock.common.error.TransientException when it is worth another try
     * @throws io.penstock.common.error.FatalException when only a person can help
     */
    List<LedgerRow> claim(Collection<TopicPartition> partitions);

    /**
     * After the outcome of a transaction was lost with its connection: waits until the old backend is done, and reads what has
     * become of it. Its own transaction.
     *
     * @throws io.penstock.common.error.FatalException when another task has taken over
     */
    List<LedgerRow> reclaim(Collection<LedgerRow> held);

    /**
     * Moves positions within the rows' transaction, as its last statement.
     *
     * @throws io.penstock.common.error.FatalException when another task has taken over, or a row does not stand where it is moved from
     */
    void advance(Connection connection, Collection<LedgerMove> moves) throws SQLException;

    /** Has heirs know the session by which the caller is about to write as that of these rows' owner. */
    void show(Connection connection, Collection<LedgerRow> owned) throws SQLException;

    /**
     * Ends sessions of former owners of these rows that are frozen within a transaction, as far as they are known.
     *
     * @return how many
     */
    int endFormerOwners(Connection connection, Collection<LedgerRow> owned) throws SQLException;

    /** Whether a transaction's outcome can be found out afterwards. */
    boolean remembers();
}
