package io.penstock.chaos.check;

import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import io.penstock.testkit.kafka.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What Kafka holds, by its own consumer, committed records only. */
final class KafkaReader {

    private static final Coordinates NOWHERE = new Coordinates(-1, -1);
    private static final String CONTEXT = "__connect.errors.";

    /** Connect's own converters quote what they cannot read, in the message of a cause; that is not the connector's doing. */
    private static final Optional<String> CONVERTER = Optional.of("VALUE_CONVERTER");

    private final String bootstrapServers;
    private final MessageFactory factory;

    KafkaReader(String bootstrapServers, MessageFactory factory) {
        this.bootstrapServers = bootstrapServers;
        this.factory = factory;
    }

    Log log(String topic) {
        List<LogEntry> entries = new ArrayList<>();
        List<Coordinates> strangers = new ArrayList<>();
        try (TopicReader reader = new TopicReader(bootstrapServers, topic)) {
            reader.readToEnd(record -> id(record)
                    .ifPresentOrElse(
                            id -> entries.add(entry(record, id)),
                            () -> strangers.add(new Coordinates(record.partition(), record.offset()))));
        }
        return new Log(entries, strangers);
    }

    /** @param origin the topic that the sink reads */
    List<DeadLetter> deadLetters(String topic, String origin) {
        List<DeadLetter> letters = new ArrayList<>();
        try (TopicReader reader = new TopicReader(bootstrapServers, topic)) {
            reader.readToEnd(record -> letters.add(deadLetter(record, origin)));
        }
        return letters;
    }

    /** Which message a record says it is; empty if it does not. */
    static Optional<MessageId> id(ConsumerRecord<byte[], byte[]> record) {
        return header(record, Message.ID_HEADER).flatMap(KafkaReader::idOf);
    }

    private static Optional<MessageId> idOf(String mqttTopic) {
        try {
            MessageId id = Message.idOf(mqttTopic);
            return id.publisher() < MessageFactory.PUBLISHERS && id.publisher() >= 0 && id.sequence() >= 0
                    ? Optional.of(id)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private LogEntry entry(ConsumerRecord<byte[], byte[]> record, MessageId id) {
        Message message = factory.message(id);
        boolean sound = has(record, message)
                && header(record, Message.ID_HEADER).orElse("").equals(message.mqttTopic());
        return new LogEntry(
                new Coordinates(record.partition(), record.offset()),
                record.timestamp(),
                id,
                message.kind(),
                message.key(),
                sound);
    }

    private static boolean has(ConsumerRecord<byte[], byte[]> record, Message message) {
        return Arrays.equals(record.key(), message.key().getBytes(StandardCharsets.UTF_8))
                && Arrays.equals(record.value(), message.bytes());
    }

    /** @param origin the topic that the sink reads */
    DeadLetter deadLetter(ConsumerRecord<byte[], byte[]> record, String origin) {
        return new DeadLetter(
                record.topic() + "-" + record.partition() + "@" + record.offset(),
                header(record, CONTEXT + "topic").equals(Optional.of(origin)) ? origin(record) : NOWHERE,
                id(record).filter(id -> has(record, factory.message(id))),
                header(record, CONTEXT + "exception.message").orElse(""),
                leaks(record));
    }

    private static Coordinates origin(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new Coordinates(
                    Integer.parseInt(header(record, CONTEXT + "partition").orElse("")),
                    Long.parseLong(header(record, CONTEXT + "offset").orElse("")));
        } catch (NumberFormatException e) {
            return NOWHERE;
        }
    }

    private static boolean leaks(ConsumerRecord<byte[], byte[]> record) {
        if (header(record, CONTEXT + "stage").equals(CONVERTER)) {
            return false;
        }
        for (Header header : record.headers()) {
            if (text(header).contains(MessageFactory.PRIVATE_WORD)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name)).map(KafkaReader::text);
    }

    private static String text(Header header) {
        return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
