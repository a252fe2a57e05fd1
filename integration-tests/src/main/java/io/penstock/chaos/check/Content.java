package io.penstock.chaos.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.chaos.cluster.Names;
import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import java.util.function.Function;

/**
 * What a stored record says, without its padding, for which the digest stands.
 *
 * @param zone a text as it is; empty where there is none, or null; anything else as JSON
 * @param speed as {@link Double#toString} shows it; a text between quotation marks; empty for anything else
 */
record Content(int publisher, long sequence, String key, String zone, String speed, String digest) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is absent or of another type comes out as a value that no message has. */
    static Content of(JsonNode value) {
        return new Content(
                integer(value.path("publisher")),
                whole(value.path("sequence")),
                text(value.path("key")),
                zone(value.path(Names.ZONE_FIELD)),
                speed(value.path("speed")),
                text(value.path("digest")));
    }

    /** What stands in a message that is JSON. */
    static Content of(Message message) {
        try {
            return of(JSON.readTree(message.payload()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("message " + message.id() + " is not JSON", e);
        }
    }

    /** By making the message again. */
    static Function<MessageId, Content> from(MessageFactory factory) {
        return id -> of(factory.message(id));
    }

    /** As a table has it. */
    Content withoutZone() {
        return new Content(publisher, sequence, key, "", speed, digest);
    }

    MessageId id() {
        return new MessageId(publisher, sequence);
    }

    private static String zone(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return node.isTextual() ? node.textValue() : node.toString();
    }

    private static String speed(JsonNode node) {
        if (node.isNumber()) {
            return Double.toString(node.doubleValue());
        }
        return node.isTextual() ? '"' + node.textValue() + '"' : "";
    }

    /** -1 for what is no whole number in JSON, such as one between quotation marks. */
    static int integer(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : -1;
    }

    /** As {@link #integer}. */
    static long whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
    }

    /** Empty for what is no text in JSON. */
    static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : "";
    }
}
