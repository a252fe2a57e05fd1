package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void sendsNothingAfterTheLastPacket() throws Exception {
        // Given
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        outbox.add(new byte[] {1});
        outbox.addLast(new byte[] {2});

        // When
        boolean taken = outbox.add(new byte[] {3});
        outbox.addLast(new byte[] {4});
        Thread writer = new Thread(() -> write(sent));
        writer.start();

        // Then
        assertThat(outbox.awaitWritten(TimeUnit.SECONDS.toNanos(5))).isTrue();
        assertThat(taken).isFalse();
        assertThat(sent.toByteArray()).containsExactly(1, 2);
        outbox.close();
        writer.join();
    }

    @Test
    void refusesPacketsOnceClosed() {
        // When
        outbox.close();

        // Then
        assertThat(outbox.add(new byte[] {1})).isFalse();
    }

    @Test
    void takesNothingMoreOnceNobodyReadsWhatWaits() {
        // Given
        byte[] packet = new byte[5];

        // When
        int taken = 0;
        while (taken < Outbox.MAX_WAITING_BYTES && outbox.add(packet)) {
            taken++;
        }

        // Then
        assertThat(taken).isBetween(2 * 65_535, 2 * 65_535 + 1);
        assertThat(outbox.overflowed()).isTrue();
        assertThat(outbox.add(packet)).isFalse();
    }

    private void write(ByteArrayOutputStream target) {
        try {
            outbox.writeTo(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
