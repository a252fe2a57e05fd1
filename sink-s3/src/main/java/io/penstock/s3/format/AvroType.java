package io.penstock.s3.format;

/**
 * A compiled schema.
 *
 * @param json the Avro schema
 * @param branch what tells it from the other branches of a union: two of one union must differ in it
 * @param writer of its values
 */
record AvroType(String json, String branch, AvroWriter writer) {}
