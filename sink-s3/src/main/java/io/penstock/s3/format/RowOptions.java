package io.penstock.s3.format;

/**
 * What of a record becomes a row of a file that has a schema, and by which schema.
 *
 * @param project whether values of an older version are written by the newest one that holds them: {@code schema.change=project}
 */
public record RowOptions(Envelope envelope, boolean project) {

    /** Values, each by its own schema. */
    public static final RowOptions VALUES = new RowOptions(Envelope.NONE, false);
}
