package io.penstock.chaos.load;

import java.nio.charset.StandardCharsets;

/**
 * One message, made from the seed and its id alone, so that the checker can make it again.
 *
 * @param key of the Kafka record; a key belongs to one publisher
 * @param payload JSON for good ones: {@code publisher}, {@code sequence}, {@code key}, {@code speed}, mostly {@code zone}, {@code digest} (MD5 of the padding, in
 *     lower-case hexadecimal digits) and {@code padding}. ASCII only, 100 bytes to 100 KB.
 */
public record Message(MessageId id, MessageKind kind, String key, String payload) {

    /** The header that carries {@link #mqttTopic()} in Kafka: the MQTT source writes it, and so do the producers of the other profiles. */
    public static final String ID_HEADER = "mqtt.topic";

    /** What goes over the wire. */
    public byte[] bytes() {
        return payload.getBytes(StandardCharsets.UTF_8);
    }

    /** {@code chaos/p3/k12/17}: with what it carries unreadable, a message is still told from others. Its key is {@code p3/k12}. */
    public String mqttTopic() {
        return "chaos/" + key + "/" + id.sequence();
    }

    /** The message that a topic of {@link #mqttTopic()} names. */
    public static MessageId idOf(String mqttTopic) {
        String[] levels = mqttTopic.split("/", -1);
        if (levels.length != 4 || !levels[0].equals("chaos") || !levels[1].startsWith("p")) {
            throw new IllegalArgumentException("not the topic of a message: " + mqttTopic);
        }
        return new MessageId(Integer.parseInt(levels[1].substring(1)), Long.parseLong(levels[3]));
    }
}
