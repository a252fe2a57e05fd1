package io.penstock.jdbc.config;

import java.util.List;

/**
 * How a record becomes a row of its table.
 *
 * @param format what records look like
 * @param keyMode where the primary key comes from
 * @param deletes which records delete, and how
 * @param fields which fields of the value are stored, and where
 * @param recordColumns what else of the record is stored
 * @param overwrites when rows that are there are overwritten
 * @param evolution how tables that exist follow their records
 */
public record RowSettings(
        FormatSettings format,
        KeyMode keyMode,
        DeleteRule deletes,
        FieldRules fields,
        List<RecordColumn> recordColumns,
        OverwriteRules overwrites,
        EvolutionRules evolution) {

    public RowSettings {
        recordColumns = List.copyOf(recordColumns);
    }
}
