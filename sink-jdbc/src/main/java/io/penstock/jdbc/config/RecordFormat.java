package io.penstock.jdbc.config;

/** What records look like. */
public enum RecordFormat {
    /** Whatever comes: structures, Debezium's envelopes among them by their schema's name, and maps. */
    AUTO,
    /** A structure, each field of which is stored. */
    STRUCT,
    /** A map without a schema, each entry of which is stored. */
    SCHEMALESS,
    /** A change event of Debezium, with or without a schema. */
    DEBEZIUM,
    /** Anything: the whole value goes into one column as JSON. */
    JSON_COLUMN
}
