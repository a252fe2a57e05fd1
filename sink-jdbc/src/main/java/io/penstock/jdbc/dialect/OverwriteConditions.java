package io.penstock.jdbc.dialect;

import io.penstock.jdbc.schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An {@link OverwriteRule} in SQL: what must be so of the row that is there; empty where it is overwritten in any case. */
final class OverwriteConditions {

    /** How the statement at hand refers to the new value of a column. Called in the order of the text. */
    @FunctionalInterface
    interface Reference {
        String to(int index, Column column);
    }

    private final Identifiers names;
    private final Comparisons comparisons;

    OverwriteConditions(Identifiers names, Comparisons comparisons) {
        this.names = names;
        this.comparisons = comparisons;
    }

    String of(ColumnSet columns, Reference reference) {
        String version = ofVersion(columns, reference);
        String change = columns.overwrites().unlessSame() ? ofChange(columns, reference) : "";
        return version + (version.isEmpty() || change.isEmpty() ? "" : " AND ") + change;
    }

    /** The rule for deletes, which leave nothing that could be the same. */
    String ofVersion(ColumnSet columns, Reference reference) {
        return columns.overwrites()
                .version()
                .map(version -> ofVersion(version, columns, reference))
                .orElse("");
    }

    private String ofVersion(Column version, ColumnSet columns, Reference reference) {
        String there = names.quote(version.name());
        String condition = there + " IS NULL";
        int index = columns.columns().indexOf(version);
        if (index >= 0) {
            condition += " OR " + comparisons.notLess(version, there, reference.to(index, version));
        }
        return "(" + condition + ")";
    }

    private String ofChange(ColumnSet columns, Reference reference) {
        List<String> changes = new ArrayList<>();
        for (int i = columns.keySize(); i < columns.columns().size(); i++) {
            Column column = columns.columns().get(i);
            Optional<String> change = comparisons.differ(column, names.quote(column.name()), reference.to(i, column));
            if (change.isEmpty()) {
                return "";
            }
            changes.add(change.get());
        }
        return "(" + String.join(" OR ", changes) + ")";
    }
}
