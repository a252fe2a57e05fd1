package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.load.MessageFactory;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>("jdbc-insert-dead", 0, 7, new byte[0], new byte[0]);

    @Test
    void aSoundLetterTellsWhereItsRecordStoodAndWhy() {
        context("chaos", "3", "812", "TASK_PUT", "PEN-332 does not fit");

        assertThat(KafkaReader.deadLetter(record, "chaos"))
                .isEqualTo(
                        new DeadLetter("jdbc-insert-dead-0@7", new Coordinates(3, 812), "PEN-332 does not fit", false));
    }

    @Test
    void aLetterWithoutContextComesFromNowhereAndHasNoReason() {
        DeadLetter letter = KafkaReader.deadLetter(record, "chaos");

        assertThat(letter.origin()).isEqualTo(new Coordinates(-1, -1));
        assertThat(letter.reason()).isEmpty();
    }

    @Test
    void aLetterOfAnotherTopicComesFromNowhere() {
        context("other", "3", "812", "TASK_PUT", "PEN-332");

        assertThat(KafkaReader.deadLetter(record, "chaos").origin()).isEqualTo(new Coordinates(-1, -1));
    }

    @Test
    void aReasonThatRepeatsAValueLeaks() {
        context("chaos", "3", "812", "TASK_PUT", "not a number: " + MessageFactory.PRIVATE_WORD);

        assertThat(KafkaReader.deadLetter(record, "chaos").leaks()).isTrue();
    }

    @Test
    void aTraceThatRepeatsAValueLeaks() {
        context("chaos", "3", "812", "TASK_PUT", "PEN-332");
        header("exception.stacktrace", "Caused by: " + MessageFactory.PRIVATE_WORD);

        assertThat(KafkaReader.deadLetter(record, "chaos").leaks()).isTrue();
    }

    @Test
    void whatConnectsOwnConverterQuotesIsNotTheConnectorsDoing() {
        context("chaos", "3", "812", "VALUE_CONVERTER", "no JSON");
        header("exception.stacktrace", "Caused by: " + MessageFactory.PRIVATE_WORD);

        assertThat(KafkaReader.deadLetter(record, "chaos").leaks()).isFalse();
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
