package io.penstock.it;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One message of the publisher. The id is in its payload, and for poison ones, whose payload may be unreadable, in its topic.
 *
 * @param id from 0, without gaps
 */
record Message(int id, Kind kind) {

    /** A word that a poison value carries and that no error may repeat. */
    static final String PRIVATE_WORD = "Mannerheimintie";

    /** Every kind of poison comes once in so many messages. */
    private static final int POISON_DISTANCE = 1_999;

    private static final int VEHICLES = 60;

    /** What a message is good for. */
    enum Kind {
        GOOD(true, true),
        /** The converter fails before any sink sees it. */
        MALFORMED(false, false),
        /** JSON, but with a text where the table has a number. The object store takes it. */
        TEXT_FOR_NUMBER(false, true),
        /** The JSON text {@code null}: to a sink a tombstone, and neither sink was told to take those. */
        NO_VALUE(false, false);

        private final boolean fitsTable;
        private final boolean fitsObjects;

        Kind(boolean fitsTable, boolean fitsObjects) {
            this.fitsTable = fitsTable;
            this.fitsObjects = fitsObjects;
        }

        boolean fitsTable() {
            return fitsTable;
        }

        boolean fitsObjects() {
            return fitsObjects;
        }
    }

    static Message number(int id) {
        return new Message(
                id,
                switch (id % POISON_DISTANCE) {
                    case 501 -> Kind.MALFORMED;
                    case 1_001 -> Kind.TEXT_FOR_NUMBER;
                    case 1_501 -> Kind.NO_VALUE;
                    default -> Kind.GOOD;
                });
    }

    /** Which message a record of Kafka is, by its key, the MQTT topic. */
    static int idOf(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        int poison = key.indexOf("/poison/");
        if (poison >= 0) {
            return Integer.parseInt(key.substring(poison + "/poison/".length()));
        }
        return idOfValue(record);
    }

    /** Which good message a record of Kafka is. */
    static int idOfValue(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        int start = value.indexOf(':') + 1;
        return Integer.parseInt(value.substring(start, value.indexOf(',', start)));
    }

    /** @param root without a slash at its end */
    String topic(String root) {
        return root + (kind == Kind.GOOD ? "/vehicle/" + id % VEHICLES : "/poison/" + id);
    }

    byte[] payload() {
        String text = switch (kind) {
            case GOOD ->
                String.format(
                        Locale.ROOT,
                        "{\"id\":%d,\"speed\":%.2f,\"street\":\"%s %d\"}",
                        id,
                        id / 8.0,
                        PRIVATE_WORD,
                        id % 170);
            case MALFORMED -> "{\"id\":" + id + ",\"speed\":";
            case TEXT_FOR_NUMBER -> "{\"id\":" + id + ",\"speed\":\"" + PRIVATE_WORD + "\",\"street\":null}";
            case NO_VALUE -> "null";
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
