package io.penstock.s3.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.common.error.FatalException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.error.S3Error;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An upload intent: the word, durable before the upload exists, that this ledger is about to create an upload at a key.
 *
 * <p>Invariant: an unfinished upload is ours if and only if an intent of ours names its exact key. An upload at any other key
 * under the same prefix is foreign and never touched. One hole is left: a task that sleeps for longer than the retention, or than a
 * day, between these two requests and dies after the second leaves an upload that only a lifecycle rule removes. Stateless.
 */
public final class IntentCodec {

    private static final JsonFactory FACTORY = new JsonFactory();

    public Content encode(String dataKey, String writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField(FormatVersion.FIELD, FormatVersion.CURRENT);
            json.writeStringField("key", dataKey);
            json.writeStringField("writer", writer);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return Content.of(out.toByteArray());
    }

    /**
     * @return the key of the data file
     * @throws FatalException when it was written by a newer version, or is damaged
     */
    public String decode(byte[] bytes, String key) {
        try {
            Json json = Json.parse(bytes, 0, bytes.length);
            FormatVersion.check(json, key);
            return json.text("key");
        } catch (IOException e) {
            throw new FatalException(
                    S3Error.BROKEN_ELEMENT,
                    "upload intent \"" + key + "\" cannot be read: " + e.getMessage() + ". "
                            + S3Error.BROKEN_ELEMENT.remedy(),
                    e);
        }
    }
}
