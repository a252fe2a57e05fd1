package io.penstock.s3.format;

/** A compiled schema of Avro files. The same as another when its text is. */
final class AvroSchema implements FileSchema {

    private final String json;
    private final AvroWriter writer;

    AvroSchema(AvroType type) {
        this.json = type.json();
        this.writer = type.writer();
    }

    String json() {
        return json;
    }

    AvroWriter writer() {
        return writer;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof AvroSchema schema && json.equals(schema.json));
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json;
    }
}
