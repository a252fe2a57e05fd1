package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.Optional;

/** H2 orders texts as Java does, by halves of surrogate pairs, and some by a collation or without case: they are compared as bytes. */
final class H2Comparisons implements Comparisons {

    @Override
    public String notLess(Column column, String there, String value) {
        return switch (column.type()) {
            case TEXT -> bytes(value) + " >= " + bytes(there);
            case TIME, TIMESTAMP, INSTANT -> "CAST(" + value + " AS " + column.databaseType() + ") >= " + there;
            case BOOLEAN, INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, BYTES, DATE, UUID, JSON, OTHER ->
                value + " >= " + there;
        };
    }

    @Override
    public Optional<String> differ(Column column, String there, String value) {
        return Optional.of(
                switch (column.type()) {
                    case TEXT -> bytes(there) + " IS DISTINCT FROM " + bytes(value);
                    case OTHER ->
                        column.isArray()
                                ? there + " IS DISTINCT FROM CAST(" + value + " AS " + column.databaseType() + ")"
                                : "CAST(" + there + " AS CHARACTER VARYING) IS DISTINCT FROM " + value;
                    case BOOLEAN,
                            INT16,
                            INT32,
                            INT64,
                            FLOAT32,
                            FLOAT64,
                            DECIMAL,
                            BYTES,
                            DATE,
                            TIME,
                            TIMESTAMP,
                            INSTANT,
                            UUID,
                            JSON -> there + " IS DISTINCT FROM " + value;
                });
    }

    private static String bytes(String text) {
        return "STRINGTOUTF8(" + text + ")";
    }
}
