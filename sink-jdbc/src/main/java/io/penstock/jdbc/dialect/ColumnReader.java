package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Looks up a table's columns, in their order, within the caller's transaction. */
@FunctionalInterface
interface ColumnReader {

    /** @return none where there is no such table */
    List<Column> columns(Connection connection, TableId id) throws SQLException;

    /** The names of the columns of each unique index, of those where all of a value counts; none where nobody has to know. */
    default List<Set<String>> uniqueIndexes(Connection connection, TableId id) throws SQLException {
        return List.of();
    }

    /** Whether a rollback takes back what was written to the table. */
    default boolean isTransactional(Connection connection, TableId id) throws SQLException {
        return true;
    }
}
