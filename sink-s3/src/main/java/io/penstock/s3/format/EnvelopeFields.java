package io.penstock.s3.format;

/** What the parts of a record are called in an envelope, in every format; in lower case, as tables have it. */
public final class EnvelopeFields {

    /** Topic, partition and offset are those that the record was consumed from. */
    public static final String TOPIC = "topic";

    public static final String PARTITION = "partition";
    public static final String OFFSET = "offset";

    /** Milliseconds since 1970; null where the record has none. */
    public static final String TIMESTAMP = "timestamp";

    /** As Kafka calls it: {@code CreateTime}, {@code LogAppendTime} or {@code NoTimestampType}. */
    public static final String TIMESTAMP_TYPE = "timestamp_type";

    public static final String KEY = "key";

    /** A list, in the record's order, of {@link #KEY} and {@link #VALUE}. */
    public static final String HEADERS = "headers";

    public static final String VALUE = "value";

    /** In JSON, beside a key that is bytes: {@link #BASE64}. */
    public static final String KEY_ENCODING = "key_encoding";

    /** In JSON, beside a value that is bytes, of a header too: {@link #BASE64}. */
    public static final String VALUE_ENCODING = "value_encoding";

    public static final String BASE64 = "base64";

    private EnvelopeFields() {}
}
