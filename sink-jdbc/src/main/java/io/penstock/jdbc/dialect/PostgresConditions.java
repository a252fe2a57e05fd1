package io.penstock.jdbc.dialect;

import static io.penstock.jdbc.dialect.PostgresNames.quote;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.util.ArrayList;
import java.util.List;

/** An {@link OverwriteRule} in SQL: conditions on {@code t}, the row that is there. */
final class PostgresConditions {

    /** How the statement at hand refers to the new value of a column. */
    @FunctionalInterface
    interface Reference {
        String to(int index, Column column);
    }

    private static final String BY_CODE_POINTS = " COLLATE \"C\"";

    private final List<String> conditions = new ArrayList<>();

    private PostgresConditions() {}

    static PostgresConditions of(ColumnSet columns, Reference reference) {
        PostgresConditions conditions = ofVersion(columns, reference);
        if (columns.overwrites().unlessSame()) {
            conditions.addUnlessSame(columns, reference);
        }
        return conditions;
    }

    /** The rule for deletes, which leave nothing that could be the same. */
    static PostgresConditions ofVersion(ColumnSet columns, Reference reference) {
        PostgresConditions conditions = new PostgresConditions();
        columns.overwrites().version().ifPresent(version -> conditions.addVersion(version, columns, reference));
        return conditions;
    }

    private void addVersion(Column version, ColumnSet columns, Reference reference) {
        String there = "t." + quote(version.name());
        String condition = there + " IS NULL";
        for (int i = 0; i < columns.columns().size(); i++) {
            if (columns.columns().get(i).name().equals(version.name())) {
                // A locale's order is not the one in which the sink compares texts.
                String order = version.type() == ColumnType.TEXT ? BY_CODE_POINTS : "";
                condition += " OR " + asStored(reference.to(i, version), version) + order + " >= " + there + order;
            }
        }
        conditions.add("(" + condition + ")");
    }

    /** What is there was rounded to the column's precision: the new one is compared as if it were stored. */
    private static String asStored(String value, Column version) {
        return switch (version.type()) {
            case TIME, TIMESTAMP, INSTANT, DECIMAL -> value + "::" + version.databaseType();
            default -> PostgresTypes.compared(value, version);
        };
    }

    private void addUnlessSame(ColumnSet columns, Reference reference) {
        List<String> there = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (int i = columns.keySize(); i < columns.columns().size(); i++) {
            Column column = columns.columns().get(i);
            there.add(comparable("t." + quote(column.name()), column));
            after.add(comparable(reference.to(i, column), column));
        }
        conditions.add("(" + String.join(", ", there) + ") IS DISTINCT FROM (" + String.join(", ", after) + ")");
    }

    /** Types such as json, xml and point have no equality, and to some collations texts are equal that are not the same. */
    private static String comparable(String expression, Column column) {
        if (column.type() == ColumnType.TEXT) {
            return PostgresTypes.compared(expression, column) + BY_CODE_POINTS;
        }
        boolean byText = column.type() == ColumnType.OTHER
                || (column.type() == ColumnType.JSON && !column.databaseType().equals("jsonb"));
        return byText ? expression + "::text" + BY_CODE_POINTS : expression;
    }

    /** Of rules there is at least one. */
    String isNotMet() {
        return "(" + String.join(" AND ", conditions) + ") IS NOT TRUE";
    }

    String where() {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    String and() {
        return conditions.isEmpty() ? "" : " AND " + String.join(" AND ", conditions);
    }
}
