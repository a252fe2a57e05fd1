package io.penstock.jdbc.schema;

/** What a column holds, whatever a database calls it, with the Java class that a row carries for it. */
public enum ColumnType {
    /** {@code Boolean}; {@code Short} where the column {@link Column#isSmallNumber} too. */
    BOOLEAN,
    /** {@code Short}. */
    INT16,
    /** {@code Integer}. */
    INT32,
    /** {@code Long}. */
    INT64,
    /** {@code Float}. */
    FLOAT32,
    /** {@code Double}. */
    FLOAT64,
    /** {@code BigDecimal}, of any precision and scale. */
    DECIMAL,
    /** {@code String}. */
    TEXT,
    /** {@code byte[]}. */
    BYTES,
    /** {@code Long}: days since 1970-01-01 in the proleptic ISO calendar. */
    DATE,
    /** {@code Long}: microseconds since midnight. */
    TIME,
    /** {@code Long}: microseconds since 1970-01-01T00:00, a wall clock without a zone; {@link #FOREVER}, {@link #SINCE_EVER}. */
    TIMESTAMP,
    /** {@code Long}: microseconds since 1970-01-01T00:00Z, a point in time; {@link #FOREVER}, {@link #SINCE_EVER}. */
    INSTANT,
    /** {@code java.util.UUID}. */
    UUID,
    /** {@code String} that is a JSON text. */
    JSON,
    /** {@code String} that the server casts to the column's own type; {@code Object[]} in a column that {@link Column#isArray()}. */
    OTHER;

    /** Later than every point in time, for databases that know such a thing. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Earlier than every point in time. */
    public static final long SINCE_EVER = Long.MIN_VALUE;
}
