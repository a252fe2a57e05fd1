package io.penstock.jdbc.schema;

/** What a created column had better be where the database has such a type; its {@link ColumnType} is for others. */
public enum NativeType {
    INTERVAL,
    /** A time of day with an offset. */
    ZONED_TIME,
    XML,
    /** Bits in any number. */
    BITS
}
