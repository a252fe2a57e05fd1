package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Sets a value of a row as a parameter, in a form that no time zone takes part in. */
@FunctionalInterface
interface ValueSetter {

    /**
     * @param value not null, of the class that the column's type names
     * @throws SQLException of class 22 for a value that the database cannot hold
     */
    void set(PreparedStatement statement, int parameter, Column column, Object value) throws SQLException;

    /** By which type of {@link java.sql.Types} a null of the column is sent. */
    default int typeOfNull(Column column) {
        return column.jdbcType();
    }

    /** What the column makes of a value that it stores. */
    default Object stored(Column column, Object value) {
        return value;
    }
}
