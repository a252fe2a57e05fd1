package io.penstock.mqtt.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What a CONNECT says, and how long to wait for its answer.
 *
 * @param fallsBack whether 3.1.1 may follow where the broker does not know {@code version}
 * @param keepAlive longest silence towards the broker; whole seconds on the wire, at least one
 * @param sessionExpiry how long the broker keeps the session after the connection ends; whole seconds on the wire, rounded up. MQTT 3.1.1 cannot say it
 * @param receiveMaximum messages of QoS 1 and 2 that the broker may send unacknowledged [MQTT-3.3.4-9]; MQTT 3.1.1 cannot say it
 * @param maxPacketBytes largest packet that is accepted, told to the broker [MQTT-3.1.2-24] and enforced
 * @param will published by the broker when the connection breaks
 * @param timeout for the TCP connection, the TLS handshake, the CONNACK and the SUBACK each
 */
public record ConnectOptions(
        MqttVersion version,
        boolean fallsBack,
        String clientId,
        Optional<String> username,
        Optional<Password> password,
        Duration keepAlive,
        Duration sessionExpiry,
        int receiveMaximum,
        int maxPacketBytes,
        Optional<Will> will,
        Duration timeout) {

    /** Topic aliases that the broker may use; each costs at most 64 KiB. */
    static final int TOPIC_ALIAS_MAXIMUM = 64;

    private static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

    /** @return the same in MQTT 3.1.1, if that may be */
    public Optional<ConnectOptions> older() {
        return fallsBack && version == MqttVersion.V5
                ? Optional.of(new ConnectOptions(
                        MqttVersion.V3_1_1,
                        true,
                        clientId,
                        username,
                        password,
                        keepAlive,
                        sessionExpiry,
                        receiveMaximum,
                        maxPacketBytes,
                        will,
                        timeout))
                : Optional.empty();
    }

    /** The same for another session. */
    public ConnectOptions as(String otherClientId) {
        return new ConnectOptions(
                version,
                fallsBack,
                otherClientId,
                username,
                password,
                keepAlive,
                sessionExpiry,
                receiveMaximum,
                maxPacketBytes,
                will,
                timeout);
    }

    int keepAliveSeconds() {
        return (int) Math.max(1, Math.min(0xFFFF, keepAlive.toSeconds()));
    }

    /** 0xFFFFFFFF, and anything longer, means that the session never expires (section 3.1.2.11.2). */
    long sessionExpirySeconds() {
        return Math.min(NEVER_EXPIRES, roundedUp(sessionExpiry));
    }

    static long roundedUp(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
