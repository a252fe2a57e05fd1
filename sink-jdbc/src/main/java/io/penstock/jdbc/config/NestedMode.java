package io.penstock.jdbc.config;

/** What becomes of a structure, a map or a list within a value. */
public enum NestedMode {
    /** Each field of a structure gets a column of its own; maps become JSON, lists arrays or JSON. */
    FLATTEN,
    /** Structures and maps become JSON, lists arrays or JSON. */
    JSON,
    /** It makes a bad record. */
    FAIL
}
