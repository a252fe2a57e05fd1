package io.penstock.jdbc.config;

/**
 * How a record is read.
 *
 * @param truncates whether a truncation empties the table; else it is a bad record
 * @param jsonColumn the one column of {@link RecordFormat#JSON_COLUMN}
 */
public record FormatSettings(RecordFormat format, boolean truncates, String jsonColumn) {}
