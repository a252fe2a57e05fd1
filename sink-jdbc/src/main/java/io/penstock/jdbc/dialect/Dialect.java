package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.ConnectionSettings;
import io.penstock.jdbc.config.LedgerSettings;
import io.penstock.jdbc.error.SqlFault;
import java.sql.Connection;
import java.sql.SQLException;

/** One kind of database. Stateless. */
public interface Dialect {

    /** A new connection without auto-commit, whose waits are all bounded. */
    Connection open(ConnectionSettings settings) throws SQLException;

    /** Ends a connection that may be broken, without a word to the server that could hang. */
    void abandon(Connection connection) throws SQLException;

    /** Ends a connection, and nothing that is written by it and not committed lasts. */
    default void close(Connection connection) throws SQLException {
        connection.close();
    }

    /** What a failure means, stripped of values. */
    SqlFault fault(SQLException failure);

    /**
     * Begins a transaction whose life and waits for locks the server bounds, so that what a frozen task holds becomes free.
     */
    void begin(Connection connection, LedgerSettings bounds) throws SQLException;

    /** Has deferred constraints checked with each statement from here to the end of the transaction. */
    void checkConstraintsAtOnce(Connection connection) throws SQLException;

    /** Looks at tables, creates and changes them. */
    TableCatalog tables();

    /** Writes rows. */
    RowWriter rows();

    /** The statements of the ledger. */
    LedgerStore ledger(LedgerSettings settings);

    /**
     * Ends sessions of this connector and role that have held a transaction open and waited for their client for longer than
     * the claim timeout, as a frozen task's do; none where sessions are not known by names.
     *
     * @return how many were ended
     */
    int endStuckSessions(Connection connection, String applicationName, LedgerSettings settings) throws SQLException;
}
