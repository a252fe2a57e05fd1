package io.penstock.s3.format;

import org.apache.parquet.schema.MessageType;

/** A compiled schema of Parquet files. The same as another when its columns are; its text alone does not say it, since names may hold anything. */
final class ParquetSchema implements FileSchema {

    /** A column takes more memory than its line of text says: its type, its descriptor, what writes it. */
    private static final int CHARS_PER_COLUMN = 100;

    private final MessageType message;
    private final ParquetColumn[] columns;
    private final ParquetNode root;
    private final String text;
    private final long nameChars;

    ParquetSchema(MessageType message, ParquetColumn[] columns, ParquetNode root) {
        this.message = message;
        this.columns = columns;
        this.root = root;
        this.text = message.toString();
        long paths = 0;
        for (ParquetColumn column : columns) {
            paths += String.join(".", column.descriptor().getPath()).length();
        }
        this.nameChars = text.length() + paths;
    }

    MessageType message() {
        return message;
    }

    /** Not a copy. */
    ParquetColumn[] columns() {
        return columns;
    }

    /** How much of a footer is names, in characters: the schema, and the path of each column. */
    long nameChars() {
        return nameChars;
    }

    ParquetNode root() {
        return root;
    }

    @Override
    public long heldChars() {
        return FileSchema.super.heldChars() + (long) CHARS_PER_COLUMN * columns.length;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof ParquetSchema schema
                        && text.equals(schema.text)
                        && message.equals(schema.message));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
