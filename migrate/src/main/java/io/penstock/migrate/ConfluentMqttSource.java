package io.penstock.migrate;

/** Confluent's MQTT source, by its configuration reference. */
final class ConfluentMqttSource {

    private ConfluentMqttSource() {}

    static void translate(Translation to) {
        to.rename("mqtt.server.uri", "mqtt.uris", "");
        to.keep("mqtt.username", "mqtt.password", "mqtt.topics", "kafka.topic", "mqtt.qos");
        if (to.made("kafka.topic").isEmpty()) {
            to.set("kafka.topic", "mqtt", "that is the default there.");
        }
        if (to.made("mqtt.qos").isEmpty()) {
            to.set("mqtt.qos", "0", "that is the default there. With 1 nothing is lost.");
        }
        to.set(
                "mqtt.version",
                "3.1.1",
                "that is what is spoken there. With 5, if the broker knows it, windows and expiry are agreed on.");
        milliseconds(to, "mqtt.connect.timeout.seconds", "mqtt.connect.timeout.ms", 30);
        milliseconds(to, "mqtt.keepalive.interval.seconds", "mqtt.keepalive.ms", 60);
        to.drop("it reconnects for ever here; retry.backoff.max.ms bounds a pause.", "max.retry.time.ms");
        session(to);
        to.rename("mqtt.ssl.trust.store.path", "mqtt.ssl.truststore.location", "");
        to.rename("mqtt.ssl.trust.store.password", "mqtt.ssl.truststore.password", "");
        to.rename("mqtt.ssl.key.store.path", "mqtt.ssl.keystore.location", "");
        to.rename("mqtt.ssl.key.store.password", "mqtt.ssl.keystore.password", "");
        to.keep("mqtt.ssl.key.password");
        KeyStores.type(to, "mqtt.ssl.truststore.location", "mqtt.ssl.truststore.type");
        KeyStores.type(to, "mqtt.ssl.keystore.location", "mqtt.ssl.keystore.type");
        to.rename("records.buffer.queue.size", "mqtt.buffer.max.messages", "");
        to.rename("records.buffer.queue.max.batch.size", "batch.max.records", "");
        to.drop("a poll waits as long as it has nothing.", "records.buffer.queue.empty.timeout");
        to.dropAll("confluent.", "no licence is needed, and no topic for it.");
        to.note(
                "values are bytes, as there; keys are the MQTT topic. The headers have other names, mqtt.topic, mqtt.qos and"
                        + " others (mqtt.headers.enabled).");
        LensesMqttSource.converter(to);
        LensesMqttSource.tasks(to);
    }

    private static void milliseconds(Translation to, String key, String ours, int byDefault) {
        String given = to.take(key).orElse("");
        if (given.isEmpty()) {
            to.set(ours, byDefault + "000", "that is the default there.");
        } else if (given.matches("\\d{1,8}")) {
            to.put(ours, given + "000");
            to.changed(key, "is " + ours + " here, in milliseconds.");
        } else {
            to.decide(key, "is no number of seconds.");
        }
    }

    private static void session(Translation to) {
        if (to.takeFlag("mqtt.clean.session.enabled", true)) {
            to.changed(
                    "mqtt.clean.session.enabled",
                    "is true: the broker kept nothing there while the task was away. Here sessions are kept, for"
                            + " mqtt.session.expiry.ms, and what waited in them comes with the next start.");
        } else {
            to.decide(
                    "mqtt.clean.session.enabled",
                    "is false: each task has a session at the broker, under a client id of its own making. Find it in the broker's"
                            + " log, and set mqtt.client.id to it, if there is one task; else start ours beside the other, and end"
                            + " the old sessions at the broker, where messages go on to gather.");
        }
    }
}
