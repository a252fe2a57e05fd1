package io.penstock.it;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One record as a target shows it. The sinks' {@code InsertField} transform gives each value the coordinates that it had in
 * Kafka, so that a record is told from another one with the same content.
 *
 * @param id the publisher's
 */
record Stored(int partition, long offset, int id) {

    static final String PARTITION = "kafka_partition";
    static final String OFFSET = "kafka_offset";
    static final String ID = "id";

    static Stored of(JsonNode value) {
        return new Stored(
                value.required(PARTITION).asInt(),
                value.required(OFFSET).asLong(),
                value.required(ID).asInt());
    }
}
