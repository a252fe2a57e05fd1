package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows within the caller's transaction, a batch in one statement. Either all rows are written or it throws. Without rows nothing is
 * written, and it throws where the database does not take the statement, as far as it tells without rows. What may leave the table as it is tells whether it has changed a row, true where the database does not tell.
 */
public interface RowWriter {

    /** Whether a statement takes rows of which some say nothing of a column, as {@link ColumnSet#isOptional} tells. */
    default boolean takesOptionalColumns() {
        return false;
    }

    /** Whether a column's type takes texts for names of what must be there, such as tables. */
    default boolean readsNames(ColumnSet columns) {
        return false;
    }

    void insert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException;

    /** A row whose key is there stays as it is; without a key, one that any unique constraint stands against. */
    boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException;

    /**
     * Overwrites rows that are there, and adds others. A column of which the rows say nothing stands against none that is there.
     *
     * @param rows no two of one key
     */
    boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException;

    /**
     * Overwrites rows that are there, and does nothing for others.
     *
     * @param rows no two of one key
     */
    boolean update(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException;

    /**
     * Which changes are older than the rows that are there. Those rows stay as they are until the transaction ends.
     *
     * @param key the columns of the key and that of {@link OverwriteRule#version}
     * @param changes of which some say nothing of the version; there may be several of one key
     * @return indexes in {@code changes}
     */
    default BitSet older(Connection connection, ColumnSet key, List<Row> changes) throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "versions of rows are not compared in this kind of database", "0A000");
    }

    /** What a column makes of a version that it stores, such as rounding it; null and what is not said stay as they are. */
    default UnaryOperator<@Nullable Object> stored(Column version) {
        return UnaryOperator.identity();
    }

    /** Empties the table. */
    void truncate(Connection connection, TableId table) throws SQLException;

    /** @param key the columns of the key alone */
    boolean delete(Connection connection, ColumnSet key, List<Row> rows) throws SQLException;
}
