package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import io.penstock.jdbc.schema.UniqueIndex;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Looks up a table's columns, in their order, within the caller's transaction. */
@FunctionalInterface
interface ColumnReader {

    /** @return none where there is no such table */
    List<Column> columns(Connection connection, TableId id) throws SQLException;

    /** The primary key among them; empty where nobody has to know. */
    default Optional<List<UniqueIndex>> uniqueIndexes(Connection connection, TableId id) throws SQLException {
        return Optional.empty();
    }

    /** Whether a rollback takes back what was written to the table. */
    default boolean isTransactional(Connection connection, TableId id) throws SQLException {
        return true;
    }
}
