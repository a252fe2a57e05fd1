package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.TableId;
import java.util.List;

/** Identifiers for PostgreSQL. */
final class PostgresNames {

    private PostgresNames() {}

    static String quote(String name) {
        return Identifiers.STANDARD.quote(name);
    }

    static String quote(TableId id) {
        return Identifiers.STANDARD.quote(id);
    }

    static String list(List<Column> columns) {
        return Identifiers.STANDARD.list(columns);
    }
}
