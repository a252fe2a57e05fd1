package io.penstock.jdbc.dialect;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.schema.Column;
import java.util.Optional;

/** Comparisons that all databases have in common. How texts are compared is not among them. */
final class StandardComparisons implements Comparisons {

    @Override
    public String notLess(Column column, String there, String value) {
        return switch (column.type()) {
            case TEXT ->
                throw new FatalException(
                        JdbcError.STATEMENT_REFUSED,
                        "column \"" + column.name() + "\", which upsert.condition.field names, is of type "
                                + column.databaseType()
                                + ", and the sink does not know how this database orders texts. Use a column of a number, date or time.");
            case TIME, TIMESTAMP, INSTANT -> "CAST(" + value + " AS " + column.databaseType() + ") >= " + there;
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, BYTES, DATE, UUID, JSON, OTHER ->
                value + " >= " + there;
        };
    }

    @Override
    public Optional<String> differ(Column column, String there, String value) {
        throw new FatalException(
                JdbcError.STATEMENT_REFUSED,
                "the sink does not know what this database takes for the same, which upsert.skip.unchanged would ask it."
                        + " Remove that key.");
    }
}
