package io.penstock.jdbc.schema;

/** A column that a record asks for. */
public record ColumnSpec(String name, ColumnType type) {}
