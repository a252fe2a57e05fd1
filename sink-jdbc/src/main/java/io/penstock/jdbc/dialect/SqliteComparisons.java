package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.Optional;

/** A column's own collation may ignore case; BINARY compares the bytes of UTF-8. Nothing is rounded. */
final class SqliteComparisons implements Comparisons {

    @Override
    public String notLess(Column column, String there, String value) {
        return value + " COLLATE BINARY >= " + there;
    }

    @Override
    public Optional<String> differ(Column column, String there, String value) {
        return Optional.of(there + " COLLATE BINARY IS NOT " + value);
    }
}
