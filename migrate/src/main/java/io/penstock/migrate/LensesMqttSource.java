package io.penstock.migrate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lenses' MQTT source, by its source of 2026-05-03. */
final class LensesMqttSource {

    private static final String PREFIX = "connect.mqtt.";
    private static final String KCQL = PREFIX + "kcql";

    private LensesMqttSource() {}

    static void translate(Translation to) {
        to.take(PREFIX + "hosts").ifPresent(hosts -> {
            to.put("mqtt.uris", hosts);
            to.changed(PREFIX + "hosts", "is mqtt.uris here. Of several, those after the first are tried too.");
        });
        to.rename(PREFIX + "service.quality", "mqtt.qos", "");
        to.rename(PREFIX + "username", "mqtt.username", "");
        to.rename(PREFIX + "password", "mqtt.password", "");
        to.rename(PREFIX + "client.id", "mqtt.client.id", "");
        to.set(
                "mqtt.version",
                "3.1.1",
                "that is what is spoken there. With 5, if the broker knows it, windows and expiry are agreed on.");
        to.drop(
                "the default of ours takes its place: there it counts seconds, whatever was meant.",
                PREFIX + "timeout",
                PREFIX + "keep.alive");
        session(to);
        security(to);
        to.take(KCQL).ifPresentOrElse(text -> kcql(to, text), () -> to.decide(KCQL, "is missing."));
        retained(to);
        to.ask(
                "an Avro payload has no counterpart: value.format=bytes carries it as it is.",
                "connect.converter.avro.schemas");
        to.expect(
                PREFIX + "share.replicate",
                value -> !Boolean.parseBoolean(value),
                "it was off.",
                "each session here subscribes for itself: mqtt.sessions with mqtt.share.group.");
        to.drop("a message that comes again is told apart by itself.", PREFIX + "process.duplicates");
        to.drop("nothing here waits for it.", PREFIX + "polling.timeout");
        to.drop("payloads never reach the log.", PREFIX + "log.message");
        LensesErrors.translate(to, PREFIX, false);
        converter(to);
        tasks(to);
    }

    private static void session(Translation to) {
        if (to.takeFlag(PREFIX + "clean", true)) {
            to.changed(
                    PREFIX + "clean",
                    "is true: the broker kept nothing there while the task was away. Here sessions are kept, for"
                            + " mqtt.session.expiry.ms, and what waited in them comes with the next start.");
        } else if (to.made("mqtt.client.id").isPresent()) {
            to.dropped(
                    PREFIX + "clean",
                    "sessions are always kept here. With the same mqtt.client.id ours goes on in the old one, after the other"
                            + " was stopped.");
        } else {
            to.decide(PREFIX + "clean", "is false, without a client id. Set mqtt.client.id to the session's.");
        }
    }

    private static void security(Translation to) {
        to.take(PREFIX + "ssl.ca.cert").ifPresent(file -> {
            to.put("mqtt.ssl.truststore.location", file);
            to.put("mqtt.ssl.truststore.type", "pem");
            to.changed(
                    PREFIX + "ssl.ca.cert", "is mqtt.ssl.truststore.location here, with mqtt.ssl.truststore.type=pem.");
        });
        to.ask(
                "the certificate and its key stand in one file here: put both into one, in PKCS #8, and set"
                        + " mqtt.ssl.keystore.location with mqtt.ssl.keystore.type=pem.",
                PREFIX + "ssl.cert",
                PREFIX + "ssl.key");
    }

    private static void kcql(Translation to, String text) {
        boolean strict = to.takeFlag(PREFIX + "converter.throw.on.error", false);
        Optional<List<Kcql>> statements = Kcql.parse(text);
        if (statements.isEmpty()) {
            to.decide(
                    KCQL,
                    "has a clause that this command does not carry over. Each INSERT INTO a SELECT * FROM b is mqtt.topics=b with"
                            + " kafka.topic=a, or a row of mqtt.subscriptions.");
            return;
        }
        to.changed(
                KCQL, "is mqtt.topics with kafka.topic and kafka.key here, or a row of mqtt.subscriptions for each.");
        List<Kcql> all = statements.get();
        Set<String> targets = all.stream().map(Kcql::target).collect(Collectors.toSet());
        if (targets.contains("$")) {
            to.decide(
                    KCQL,
                    "INSERT INTO $ names Kafka topics by MQTT topics, with _ for /; here kafka.topic=${mqtt.topic} has . for it."
                            + " Rename them by the RegexRouter transform, or let readers have the new names.");
        }
        to.put("kafka.topic", topic(all.get(0)));
        boolean alike = targets.size() == 1
                && all.stream()
                        .allMatch(each -> each.clauses().equals(all.get(0).clauses()));
        if (alike) {
            to.put("mqtt.topics", all.stream().map(Kcql::source).collect(Collectors.joining(",")));
            values(to, all.get(0), "", strict);
            return;
        }
        StringBuilder names = new StringBuilder();
        for (int at = 0; at < all.size(); at++) {
            String row = "mqtt.subscription.s" + (at + 1) + ".";
            names.append(at == 0 ? "s" : ",s").append(at + 1);
            to.put(row + "filter", all.get(at).source());
            to.put(row + "kafka.topic", topic(all.get(at)));
            values(to, all.get(at), row, strict);
        }
        to.put("mqtt.subscriptions", names.toString());
    }

    private static String topic(Kcql statement) {
        return statement.target().equals("$") ? "${mqtt.topic}" : statement.target();
    }

    private static void values(Translation to, Kcql statement, String row, boolean strict) {
        String converter = statement.clause("WITHCONVERTER").orElse("BytesConverter");
        String format = switch (converter.substring(converter.lastIndexOf('.') + 1)) {
            case "BytesConverter" -> "bytes";
            case "JsonPassThroughConverter" -> "string";
            case "JsonSimpleConverter", "JsonConverterWithSchemaEvolution" -> "json";
            default -> "";
        };
        if (format.isEmpty()) {
            to.decide(KCQL, "WITHCONVERTER names one that has no counterpart: value.format is bytes, string or json.");
        } else {
            to.put(row + "value.format", format);
        }
        if (format.equals("json")) {
            to.put(row + "json.schema", "infer");
            if (!strict) {
                to.decide(
                        PREFIX + "converter.throw.on.error",
                        "is not true: a payload that is no JSON was lost there, and fails the task here. errors.parse=dlq with"
                                + " errors.parse.dlq.topic keeps it.");
            }
        }
        List<String> fields = statement.clauses().getOrDefault("WITHKEY", List.of());
        if (!fields.isEmpty()) {
            String delimiter = statement.clause("KEYDELIMITER").orElse(".");
            to.put(
                    row + "kafka.key",
                    fields.stream().map(field -> "${value." + field + "}").collect(Collectors.joining(delimiter)));
        } else {
            to.changed(KCQL, "without WITHKEY the key was a structure there, and is the MQTT topic here (kafka.key).");
        }
        if (!statement.properties().isEmpty()) {
            to.decide(KCQL, "PROPERTIES have no counterpart.");
        }
    }

    private static void retained(Translation to) {
        to.take(PREFIX + "retained.messages")
                .ifPresent(value -> to.changed(
                        PREFIX + "retained.messages", "is mqtt.retained here; its default is new_subscription."));
    }

    /** Which converter the worker has, nobody knows here. */
    static void converter(Translation to) {
        if (to.made("value.converter").isEmpty()) {
            to.note("value.converter is the worker's: for bytes it has to be one that takes bytes, such as"
                    + " org.apache.kafka.connect.converters.ByteArrayConverter");
        }
    }

    static void tasks(Translation to) {
        if (to.made("tasks.max").filter(tasks -> !tasks.equals("1")).isPresent()) {
            to.note(
                    "tasks.max: one session has one task here. Of several topic filters each can have a session of its own, by"
                            + " mqtt.sessions with mqtt.subscription.<name>.session.");
        }
    }
}
