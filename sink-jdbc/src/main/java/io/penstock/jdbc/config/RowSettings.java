package io.penstock.jdbc.config;

/**
 * How a record becomes a row of its table.
 *
 * @param keyMode where the primary key comes from
 * @param deletes which records delete, and how
 */
public record RowSettings(KeyMode keyMode, DeleteRule deletes) {}
