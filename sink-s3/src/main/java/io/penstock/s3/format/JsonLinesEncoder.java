package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.error.S3Error;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** A record's value, or the record whole, as one line of JSON. */
public final class JsonLinesEncoder implements RecordEncoder {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Nesting.MAX_LEVELS)
                    .build())
            .build()
            .setRootValueSeparator(null);

    private final Envelope envelope;
    private final JsonValues values = new JsonValues();
    private final JsonEnvelope envelopes = new JsonEnvelope(values);
    private @Nullable Scratch target;
    private @Nullable JsonGenerator generator;

    /** Writes values alone. */
    public JsonLinesEncoder() {
        this(Envelope.NONE);
    }

    JsonLinesEncoder(Envelope envelope) {
        this.envelope = envelope;
    }

    @Override
    public void encode(SinkRecord record, Scratch scratch) {
        scratch.reset();
        try {
            JsonGenerator json = generatorInto(scratch);
            line(json, record);
            json.flush();
            scratch.write('\n');
        } catch (RecordException e) {
            generator = null; // it stands in the middle of a value
            throw e;
        } catch (IOException | RuntimeException e) {
            // Nothing but the record's own classes can be at fault: no I/O is done here.
            generator = null;
            throw new RecordException(
                    S3Error.NOT_JSON,
                    "the " + what() + " at " + RecordCoordinates.of(record) + " has no form in JSON" + why(e));
        }
    }

    private static String why(Exception e) {
        if (e instanceof StreamConstraintsException) {
            return ": " + Nesting.TOO_DEEP; // the one constraint there is
        }
        return e instanceof Unwritable ? ": " + e.getMessage() : "";
    }

    private JsonGenerator generatorInto(Scratch scratch) {
        JsonGenerator current = generator;
        if (current == null || target != scratch) {
            try {
                current = FACTORY.createGenerator(scratch);
            } catch (IOException e) {
                throw new UncheckedIOException(e); // memory does not fail
            }
            generator = current;
            target = scratch;
        }
        return current;
    }

    private void line(JsonGenerator json, SinkRecord record) throws IOException {
        switch (envelope) {
            case NONE -> values.write(json, record.valueSchema(), record.value());
            case FULL -> envelopes.write(json, record);
        }
    }

    private String what() {
        return switch (envelope) {
            case NONE -> "value";
            case FULL -> "record";
        };
    }
}
