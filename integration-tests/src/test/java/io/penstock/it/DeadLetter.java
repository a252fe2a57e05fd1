package io.penstock.it;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record of a dead letter queue with what Connect says of it in its headers (KIP-298).
 *
 * @param partition of the record's own topic
 * @param offset in that partition
 * @param message which message it is
 * @param reason the exception's message
 * @param trace the exception's stack trace, with the messages of its causes
 */
record DeadLetter(int partition, long offset, Message message, String reason, String trace) {

    static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(
                Integer.parseInt(header(record, "__connect.errors.partition")),
                Long.parseLong(header(record, "__connect.errors.offset")),
                Message.number(Message.idOf(record)),
                header(record, "__connect.errors.exception.message"),
                header(record, "__connect.errors.exception.stacktrace"));
    }

    Stored coordinates() {
        return new Stored(partition, offset, message.id());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = Objects.requireNonNull(record.headers().lastHeader(name), () -> "no header " + name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
