package io.penstock.s3.rotate;

/** {@code schema.change}: what becomes of records of several schemas, where a file has one. */
public enum SchemaChange {
    /** Each schema has an open file of its own. */
    SEPARATE,
    /** A record of another schema ends the open files. */
    ROTATE,
    /** Each schema has an open file of its own, and what can be written by a newer one is. */
    PROJECT
}
