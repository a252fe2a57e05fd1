package io.penstock.mqtt.mapping;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Makes a text a legal Kafka topic name: letters, digits, {@code .}, {@code _} and {@code -}, at most 249 of them. {@code /} becomes {@code .}, every other character
 * {@code _}; a longer name keeps its beginning and gets a checksum of the whole. Two MQTT topics can so share a name.
 */
public final class KafkaTopicName {
    private static final int MAX_LENGTH = 249;
    private static final int CHECKSUM_LENGTH = 9;
    private static final String RESERVED = "__";

    /** As of Kafka 4: offsets, transactions, share groups, KRaft's metadata and tiered storage's. */
    private static final Set<String> KAFKAS_OWN = Set.of(
            "__consumer_offsets",
            "__transaction_state",
            "__share_group_state",
            "__cluster_metadata",
            "__remote_log_metadata");

    private KafkaTopicName() {}

    public static String legal(String text) {
        return isName(text) ? text : made(text);
    }

    /**
     * Of what publishers have a say in: Kafka lets nobody write to topics of its own, such as {@code __consumer_offsets}. No name begins as those do ({@code -_} takes the place of {@code __}), unless all names of the template
     * begin so by the operator's word; then it is none of Kafka's.
     */
    static String notReserved(String template, String text) {
        String name = legal(text);
        boolean reserved = template.startsWith(RESERVED) ? KAFKAS_OWN.contains(name) : name.startsWith(RESERVED);
        return reserved ? "-" + name.substring(1) : name;
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLegal(text.charAt(i))) {
                return false;
            }
        }
        return text.length() <= MAX_LENGTH && !text.isEmpty() && !text.equals(".") && !text.equals("..");
    }

    private static String made(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(isLegal(c) ? c : c == '/' ? '.' : '_');
        }
        if (out.length() > MAX_LENGTH) {
            out.setLength(MAX_LENGTH - CHECKSUM_LENGTH);
            out.append("-%08x".formatted(checksum(text)));
        }
        String name = out.toString();
        return name.isEmpty() || name.equals(".") || name.equals("..") ? "_" : name;
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static long checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
