package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private final MessageFactory factory = new MessageFactory(5);
    private final Message message = factory.message(new MessageId(1, 1));
    private final KafkaReader reader = new KafkaReader("unused", factory);
    private final ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
            "jdbc-insert-dead", 0, 7, message.key().getBytes(StandardCharsets.UTF_8), message.bytes());

    @Test
    void aSoundLetterTellsWhereItsRecordStoodAndWhy() {
        context("chaos", "3", "812", "TASK_PUT", "PEN-332 does not fit");

        assertThat(reader.deadLetter(record, "chaos"))
                .isEqualTo(new DeadLetter(
                        "jdbc-insert-dead-0@7",
                        new Coordinates(3, 812),
                        Optional.empty(),
                        "PEN-332 does not fit",
                        false));
    }

    @Test
    void aLetterWithoutContextComesFromNowhereAndHasNoReason() {
        DeadLetter letter = reader.deadLetter(record, "chaos");

        assertThat(letter.origin()).isEqualTo(new Coordinates(-1, -1));
        assertThat(letter.reason()).isEmpty();
    }

    @Test
    void aLetterOfAnotherTopicComesFromNowhere() {
        context("other", "3", "812", "TASK_PUT", "PEN-332");

        assertThat(reader.deadLetter(record, "chaos").origin()).isEqualTo(new Coordinates(-1, -1));
    }

    @Test
    void aReasonThatRepeatsAValueLeaks() {
        context("chaos", "3", "812", "TASK_PUT", "not a number: " + MessageFactory.PRIVATE_WORD);

        assertThat(reader.deadLetter(record, "chaos").leaks()).isTrue();
    }

    @Test
    void aTraceThatRepeatsAValueLeaks() {
        context("chaos", "3", "812", "TASK_PUT", "PEN-332");
        header("exception.stacktrace", "Caused by: " + MessageFactory.PRIVATE_WORD);

        assertThat(reader.deadLetter(record, "chaos").leaks()).isTrue();
    }

    @Test
    void whatConnectsOwnConverterQuotesIsNotTheConnectorsDoing() {
        context("chaos", "3", "812", "VALUE_CONVERTER", "no JSON");
        header("exception.stacktrace", "Caused by: " + MessageFactory.PRIVATE_WORD);

        assertThat(reader.deadLetter(record, "chaos").leaks()).isFalse();
    }

    @Test
    void aLetterIsTheMessageThatItNamesOnlyWithTheSameKeyAndValue() {
        byte[] id = message.mqttTopic().getBytes(StandardCharsets.UTF_8);
        ConsumerRecord<byte[], byte[]> otherKey =
                new ConsumerRecord<>("jdbc-insert-dead", 0, 8, new byte[0], message.bytes());
        ConsumerRecord<byte[], byte[]> otherValue = new ConsumerRecord<>(
                "jdbc-insert-dead", 0, 9, message.key().getBytes(StandardCharsets.UTF_8), new byte[0]);
        record.headers().add(Message.ID_HEADER, id);
        otherKey.headers().add(Message.ID_HEADER, id);
        otherValue.headers().add(Message.ID_HEADER, id);

        assertThat(reader.deadLetter(record, "chaos").message()).contains(message.id());
        assertThat(reader.deadLetter(otherKey, "chaos").message()).isEmpty();
        assertThat(reader.deadLetter(otherValue, "chaos").message()).isEmpty();
    }

    private void context(String topic, String partition, String offset, String stage, String reason) {
        header("topic", topic);
        header("partition", partition);
        header("offset", offset);
        header("stage", stage);
        header("exception.message", reason);
    }

    private void header(String name, String value) {
        record.headers().add("__connect.errors." + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
