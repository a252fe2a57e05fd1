package io.penstock.s3.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes one non-null value of one schema; compiled once, used for every record. */
@FunctionalInterface
interface ValueWriter {

    /** @throws IOException and unchecked exceptions when the value has no form in JSON */
    void write(JsonGenerator json, Object value) throws IOException;
}
