package io.penstock.s3.format;

import org.apache.parquet.column.ColumnDescriptor;

/**
 * A column of a compiled schema, and how its values stand in an encoded record.
 *
 * @param repeated whether entries have a repetition level
 * @param maxDefinition the level of an entry that has a value
 */
record ParquetColumn(ColumnDescriptor descriptor, Kind kind, boolean repeated, int maxDefinition) {

    /** How a value is encoded: little-endian, bytes with four of length before them. */
    enum Kind {
        FLAG,
        INT32,
        INT64,
        FLOAT32,
        FLOAT64,
        BYTES,
        /** As many bytes as the column's type says. */
        FIXED
    }
}
