package io.penstock.mqtt.config;

import io.penstock.common.config.ConfigSpec;

/** Keys that users of other MQTT source connectors would try, and what to use instead. */
final class PeerKeys {
    private static final String MILLIS = "It counts milliseconds.";

    private PeerKeys() {}

    static ConfigSpec.Builder addTo(ConfigSpec.Builder spec) {
        return lenses(confluent(spec));
    }

    /** Confluent's MQTT source, by its configuration reference. */
    private static ConfigSpec.Builder confluent(ConfigSpec.Builder spec) {
        return spec.peer("mqtt.server.uri", "mqtt.uris", "")
                .peer(
                        "mqtt.clean.session.enabled",
                        "mqtt.session.expiry.ms",
                        "Sessions are always kept; this says how long.")
                .peer("mqtt.connect.timeout.seconds", "mqtt.connect.timeout.ms", MILLIS)
                .peer("mqtt.keepalive.interval.seconds", "mqtt.keepalive.ms", MILLIS)
                .peer("max.retry.time.ms", "retry.backoff.max.ms", "The task reconnects for ever.")
                .peer("mqtt.ssl.trust.store.path", "mqtt.ssl.truststore.location", "")
                .peer("mqtt.ssl.trust.store.password", "mqtt.ssl.truststore.password", "")
                .peer("mqtt.ssl.key.store.path", "mqtt.ssl.keystore.location", "")
                .peer("mqtt.ssl.key.store.password", "mqtt.ssl.keystore.password", "")
                .peer("records.buffer.queue.max.batch.size", "batch.max.records", "")
                .peer("records.buffer.queue.size", "mqtt.buffer.max.messages", "");
    }

    /** Lenses' Stream Reactor, by its documentation. */
    private static ConfigSpec.Builder lenses(ConfigSpec.Builder spec) {
        return spec.peer("connect.mqtt.hosts", "mqtt.uris", "")
                .peer(
                        "connect.mqtt.kcql",
                        "mqtt.topics with kafka.topic and kafka.key, or mqtt.subscriptions for several targets",
                        "There is no query language: each INSERT INTO a SELECT * FROM b becomes a row with"
                                + " mqtt.subscription.<name>.filter=b and mqtt.subscription.<name>.kafka.topic=a.")
                .peer("connect.mqtt.service.quality", "mqtt.qos", "")
                .peer("connect.mqtt.username", "mqtt.username", "")
                .peer("connect.mqtt.password", "mqtt.password", "")
                .peer("connect.mqtt.client.id", "mqtt.client.id", "")
                .peer("connect.mqtt.timeout", "mqtt.connect.timeout.ms", "")
                .peer("connect.mqtt.clean", "mqtt.session.expiry.ms", "Sessions are always kept; this says how long.")
                .peer("connect.mqtt.keep.alive", "mqtt.keepalive.ms", "")
                .peer("connect.mqtt.ssl.ca.cert", "mqtt.ssl.truststore.location", "With mqtt.ssl.truststore.type=pem.")
                .peer("connect.mqtt.polling.timeout", "", "")
                .peerPrefix("connect.mqtt.", "a key that begins with mqtt.", "See the reference page for all keys.");
    }
}
