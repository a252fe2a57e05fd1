package io.penstock.chaos.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import java.util.function.Function;

/**
 * What a stored record says, without its padding, for which the digest stands.
 *
 * @param speed as {@link Double#toString} shows it; a text between quotation marks
 */
record Content(int publisher, long sequence, String key, String speed, String digest) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is absent or of another type comes out as a value that no message has. */
    static Content of(JsonNode value) {
        return new Content(
                value.path("publisher").asInt(-1),
                value.path("sequence").asLong(-1),
                value.path("key").asText(""),
                speed(value.path("speed")),
                value.path("digest").asText(""));
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

    MessageId id() {
        return new MessageId(publisher, sequence);
    }

    private static String speed(JsonNode node) {
        return node.isNumber() ? Double.toString(node.doubleValue()) : '"' + node.asText() + '"';
    }
}
