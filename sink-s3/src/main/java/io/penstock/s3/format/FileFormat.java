package io.penstock.s3.format;

/** {@code format}: what a record looks like in a file. */
public enum FileFormat {
    /** One JSON text a line (RFC 8259, UTF-8), lines ended by a single line feed. */
    JSONL(".jsonl", "application/x-ndjson");

    private final String extension;
    private final String contentType;

    FileFormat(String extension, String contentType) {
        this.extension = extension;
        this.contentType = contentType;
    }

    /** With its dot. */
    public String extension() {
        return extension;
    }

    public String contentType() {
        return contentType;
    }
}
