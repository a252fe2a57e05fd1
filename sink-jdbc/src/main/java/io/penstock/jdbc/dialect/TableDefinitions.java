package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.TableId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The DDL of tables and of the ledger.
 *
 * @param create {@code CREATE TABLE}, with {@code IF NOT EXISTS} where the database knows it
 * @param options what follows the columns of a created table, with a blank before it
 * @param ledgerTime the type of the ledger's {@code updated_at}, precise to the microsecond where there is such a type
 */
record TableDefinitions(Identifiers names, TypeNames types, String create, String options, String ledgerTime) {

    String create(TableId id, List<ColumnSpec> columns, List<String> key) {
        Set<String> keys = new HashSet<>(key);
        String definitions = columns.stream()
                .map(column -> definition(column, keys.contains(column.name())))
                .collect(Collectors.joining(", "));
        String primaryKey = key.isEmpty()
                ? ""
                : key.stream().map(names::quote).collect(Collectors.joining(", ", ", PRIMARY KEY (", ")"));
        return create + " " + names.quote(id) + " (" + definitions + primaryKey + ")" + options;
    }

    String add(TableId id, ColumnSpec column) {
        return "ALTER TABLE " + names.quote(id) + " ADD COLUMN " + definition(column, false);
    }

    String ledger(TableId id) {
        return create + " " + names.quote(id)
                + " (connector VARCHAR(255) NOT NULL, topic VARCHAR(249) NOT NULL, part INTEGER NOT NULL,"
                + " generation INTEGER NOT NULL, next_offset BIGINT, epoch BIGINT NOT NULL, witness VARCHAR(100),"
                + " version INTEGER NOT NULL, updated_at " + ledgerTime
                + " NOT NULL, PRIMARY KEY (connector, topic, part))" + options;
    }

    private String definition(ColumnSpec column, boolean key) {
        return names.quote(column.name()) + " " + types.declaration(column, key) + (key ? " NOT NULL" : "");
    }
}
