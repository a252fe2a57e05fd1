package io.penstock.s3.format;

/**
 * Where a part of a schema stands: a record without a name is called by its place, and one without a namespace takes that of the
 * record around it, as Avro's readers take it.
 *
 * @param namespace of the record around it; empty for none
 * @param name of a record that has none of its own
 */
record AvroPlace(String namespace, String name) {

    /** Of a place's name, its end: names of deeply nested records would otherwise grow with their depth. */
    private static final int MOST_CHARS = 128;

    static final AvroPlace ROOT = new AvroPlace("", "Record");

    /** A field of a record with this full name. */
    static AvroPlace field(String record, String field) {
        int dot = record.lastIndexOf('.');
        return new AvroPlace(dot < 0 ? "" : record.substring(0, dot), record.substring(dot + 1)).part(field);
    }

    AvroPlace part(String part) {
        String whole = name + "_" + part;
        return new AvroPlace(namespace, whole.substring(Math.max(0, whole.length() - MOST_CHARS)));
    }

    /** The full name of a record that is called so here. */
    String fullName(String name) {
        return namespace.isEmpty() || name.indexOf('.') >= 0 ? name : namespace + "." + name;
    }
}
