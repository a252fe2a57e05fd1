package io.penstock.jdbc.config;

import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The columns whose names the configuration itself gives: where two of them are one, every record would be a bad record.
 * Columns that records name, those of the key's paths among them, are compared when the records come.
 */
final class ColumnNames {

    private static final String REMEDY = "Give one of the two another name.";

    private final Problems problems;
    private final Map<String, String> owners = new HashMap<>();

    private ColumnNames(Problems problems) {
        this.problems = problems;
    }

    static void check(Values values, Problems problems) {
        ColumnNames names = new ColumnNames(problems);
        values.find(JdbcSinkConfig.PK_MODE)
                .ifPresent(mode -> values.find(JdbcSinkConfig.PK_FIELDS)
                        .ifPresent(fields -> names.addKey(
                                mode, fields, values.find(ColumnKeys.RENAME).orElse(Map.of()))));
        values.find(ColumnKeys.METADATA)
                .ifPresent(
                        columns -> columns.forEach(column -> names.add(ColumnKeys.METADATA.name(), column.column())));
        if (DeleteKeys.marks(values)) {
            values.find(DeleteKeys.SOFT_COLUMN).ifPresent(column -> names.add(DeleteKeys.SOFT_COLUMN.name(), column));
        }
        if (values.find(FormatKeys.FORMAT)
                .filter(RecordFormat.JSON_COLUMN::equals)
                .isPresent()) {
            values.find(FormatKeys.JSON_COLUMN).ifPresent(column -> names.add(FormatKeys.JSON_COLUMN.name(), column));
        }
    }

    private void addKey(PkMode mode, List<String> fields, Map<String, String> rename) {
        String owner = "the primary key (pk.mode=" + mode.name().toLowerCase(Locale.ROOT) + ")";
        switch (mode) {
            case NONE -> {
                // No columns.
            }
            case KAFKA ->
                (fields.isEmpty() ? JdbcSinkConfig.COORDINATE_COLUMNS : fields)
                        .forEach(column -> owners.put(column, owner));
            case RECORD_HEADER -> fields.forEach(name -> owners.put(rename.getOrDefault(name, name), owner));
            case RECORD_VALUE ->
                fields.stream()
                        .filter(name -> name.indexOf('.') < 0)
                        .forEach(name -> owners.put(rename.getOrDefault(name, name), owner));
            case RECORD_KEY ->
                // Of a key that is a single value the column is not renamed.
                fields.stream()
                        .filter(name -> name.indexOf('.') < 0 && !rename.containsKey(name))
                        .forEach(name -> owners.put(name, owner));
        }
    }

    private void add(String key, String column) {
        String owner = owners.putIfAbsent(column, key);
        if (owner != null) {
            problems.add(key, "column \"" + column + "\" is filled by " + owner + " already", REMEDY);
        }
    }
}
