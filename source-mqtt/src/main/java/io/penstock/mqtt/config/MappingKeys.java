package io.penstock.mqtt.config;

import io.penstock.common.config.Key;
import io.penstock.common.template.Template;
import io.penstock.mqtt.mapping.EmptyPayload;
import io.penstock.mqtt.mapping.MessageView;
import io.penstock.mqtt.mapping.MessageVocabulary;
import io.penstock.mqtt.mapping.TimestampUnit;
import io.penstock.mqtt.mapping.ValueFormat;
import io.penstock.mqtt.mapping.json.JsonSchemaCompiler;
import io.penstock.mqtt.mapping.json.JsonType;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** Keys that say what records are made of. */
final class MappingKeys {
    static final String GROUP = "Mapping";

    static final Key<Template<MessageView>> KAFKA_TOPIC = Key.parsed(
                    "kafka.topic",
                    MappingKeys::template,
                    "a name, or a template such as ${mqtt.topic} or plant-${mqtt.topic.2}")
            .group(GROUP)
            .display("Kafka topic")
            .doc("Kafka topic to write to: a name, or a template with ${mqtt.topic}, the MQTT topic;"
                    + " ${mqtt.topic.3}, its third level; ${mqtt.topic.<group>}, what a group of mqtt.topic.pattern captures of it;"
                    + " ${mqtt.user.<name>}, a user property; ${mqtt.content.type}; ${mqtt.response.topic}; or ${value.<field>}, a field"
                    + " of a payload that is json, with dots for nested ones. In the name / becomes ., other characters that Kafka does"
                    + " not allow _: MQTT topics that differ in those alone share a Kafka topic, and Kafka creates no topic whose name"
                    + " differs from another's in . and _ alone.")
            .importance(Importance.HIGH)
            .required();

    static final Key<Template<MessageView>> KAFKA_KEY = Key.parsed(
                    "kafka.key", MappingKeys::template, "a template such as ${mqtt.topic} or ${mqtt.topic.2}")
            .group(GROUP)
            .display("Record key")
            .doc(
                    "Template of the record's key, with the variables of kafka.topic. Records of one key keep their order.")
            .importance(Importance.MEDIUM)
            .defaultsTo("${mqtt.topic}");

    static final Key<Template<MessageView>> KAFKA_PARTITION = Key.parsed(
                    "kafka.partition", MappingKeys::template, "a template such as ${mqtt.topic.2}")
            .group(GROUP)
            .display("Partition")
            .doc(
                    "Template of the partition's number, with the variables of kafka.topic. The topic must have it: Kafka's"
                            + " producer waits for one that does not exist, and then fails the task. By default the producer chooses, by"
                            + " the key.")
            .importance(Importance.LOW)
            .optional();

    static final Key<Template<MessageView>> KAFKA_TIMESTAMP = Key.parsed(
                    "kafka.timestamp", MappingKeys::template, "a template such as ${value.time}")
            .group(GROUP)
            .display("Timestamp")
            .doc(
                    "Template of the record's timestamp, with the variables of kafka.topic: a number, as kafka.timestamp.unit"
                            + " says, or a date and time with its offset in ISO 8601, such as 2026-11-22T10:15:30.5+02:00. By default the"
                            + " time at which the message comes to Kafka's producer. For clocks of devices that are ahead:"
                            + " kafka.timestamp.max.ahead.ms.")
            .importance(Importance.LOW)
            .optional();

    static final Key<TimestampUnit> TIMESTAMP_UNIT = Key.oneOf("kafka.timestamp.unit", TimestampUnit.class)
            .group(GROUP)
            .display("Unit of timestamps")
            .doc("What a number in kafka.timestamp counts since 1970: ms, s, us or ns. It may have a fraction.")
            .importance(Importance.LOW)
            .defaultsTo("ms");

    static final Key<Duration> TIMESTAMP_MAX_AHEAD = Key.millis(
                    "kafka.timestamp.max.ahead.ms", Duration.ZERO, Duration.ofMillis(Long.MAX_VALUE))
            .group(GROUP)
            .display("Timestamps ahead")
            .doc(
                    "How far ahead of the worker's clock kafka.timestamp may lie. A message beyond it is one for errors.parse: with dlq or raw a device whose"
                            + " clock is wrong does not stop the others. Brokers of Kafka 4 refuse what is further ahead than the topic's"
                            + " message.timestamp.after.max.ms (one hour by default), upon which the task fails, again with each restart: so let it be no larger than that."
                            + " Older brokers take all by default. Without it, one hour with errors.parse=dlq or raw, and no bound with fail, where only Kafka shall refuse."
                            + " 9223372036854775807 is no bound.")
            .importance(Importance.LOW)
            .optional();

    static final Key<Pattern> TOPIC_PATTERN = Key.parsed(
                    "mqtt.topic.pattern",
                    Pattern::compile,
                    "a regular expression with named groups, such as plant/(?<hall>[^/]+)/.*")
            .group(GROUP)
            .display("Topic pattern")
            .doc(
                    "A regular expression (java.util.regex) that matches whole MQTT topics. Templates name its groups: with"
                            + " plant/(?<hall>[^/]+)/.* there is ${mqtt.topic.hall}.")
            .importance(Importance.LOW)
            .optional();

    static final Key<ValueFormat> VALUE_FORMAT = Key.oneOf("value.format", ValueFormat.class)
            .group(GROUP)
            .display("Value format")
            .doc(
                    "What payloads are: bytes as they are; string, UTF-8; json, by json.schema a value without a schema (set"
                            + " value.converter.schemas.enable=false with the JSON converter) or with one. Of json, numbers with a fraction or an"
                            + " exponent become 64-bit floating point, ROUNDED to some 16 digits; whole numbers beyond 64 bits are malformed"
                            + " (errors.parse). Of a field that an object has twice the last stands. The payload null is, without a schema, a record"
                            + " without a value (a tombstone), and with one malformed unless the schema allows it.")
            .importance(Importance.HIGH)
            .defaultsTo("bytes");

    static final Key<EmptyPayload> EMPTY_PAYLOAD = Key.oneOf("value.empty", EmptyPayload.class)
            .group(GROUP)
            .display("Empty payloads")
            .doc(
                    "What becomes of a payload without a byte, as publishers send it to clear a retained message or to say that a device is"
                            + " gone. tombstone: a record with its key and no value, at which a compacted topic forgets the key. payload: what"
                            + " value.format makes of it: empty bytes, an empty string; as json it is malformed (errors.parse). auto: tombstone for"
                            + " json, payload for bytes and string. A tombstone has no fields: kafka.timestamp is left out where it names one,"
                            + " but a kafka.topic, kafka.key or kafka.partition that does makes the message one for errors.parse.")
            .importance(Importance.MEDIUM)
            .defaultsTo("auto");

    static final Key<JsonSchemaChoice> JSON_SCHEMA = Key.oneOf("json.schema", JsonSchemaChoice.class)
            .group(GROUP)
            .display("Schema of JSON")
            .doc(
                    "Which schema values have with value.format=json. none: none, as maps. infer: one of each Kafka topic that is made of"
                            + " its messages, and grows with them: new fields, which are optional, and fractions where whole numbers were; it begins"
                            + " anew with each start of the task. given: json.schema.location or json.schema.inline. A payload that does not fit is"
                            + " malformed (errors.parse).")
            .importance(Importance.MEDIUM)
            .defaultsTo("none");

    static final Key<Integer> MAX_INFERRED_FIELDS = Key.integer("json.schema.infer.max.fields", 1, 10_000_000)
            .group(GROUP)
            .display("Bound of inferred schemas")
            .doc(
                    "With json.schema=infer: how many fields the schemas that a task infers may have, of all Kafka topics together. Each"
                            + " version of a schema counts, since converters keep those that they have seen, and 100 characters of names count as"
                            + " a field more: n fields that come one by one make n*n/2. A field takes some 200 bytes of heap, up to a"
                            + " kilobyte with long names. The log warns at half of it. A message that would need more is malformed"
                            + " (errors.parse); what fits the schemas as they are goes on.")
            .importance(Importance.LOW)
            .defaultsTo("500000");

    static final Key<String> JSON_SCHEMA_LOCATION = Key.string("json.schema.location")
            .group(GROUP)
            .display("Schema file")
            .doc(
                    "With json.schema=given: file on the workers with a JSON schema (json-schema.org), read when the task starts. An object"
                            + " with properties becomes a Struct, one with additionalProperties alone a map; what is not required is optional."
                            + " Fields beyond the properties make a payload malformed, unless additionalProperties is true: then they are left"
                            + " out. Keywords that narrow values (enum, minimum, format) are not looked at.")
            .importance(Importance.LOW)
            .optional();

    static final Key<JsonType> JSON_SCHEMA_INLINE = Key.parsed(
                    "json.schema.inline", JsonSchemaCompiler::compile, "a JSON schema whose values have one type each")
            .group(GROUP)
            .display("Schema")
            .doc("With json.schema=given: the JSON schema itself, in place of json.schema.location.")
            .importance(Importance.LOW)
            .unquoted()
            .optional();

    static final Key<ParseErrorChoice> PARSE_ERRORS = Key.oneOf("errors.parse", ParseErrorChoice.class)
            .group(GROUP)
            .display("On a malformed payload")
            .doc(
                    "What becomes of a message whose payload is not of value.format, or that lacks what a template names, or whose timestamp is too far ahead. fail:"
                            + " the task fails and the message stays at the broker. dlq: the payload goes as bytes to errors.parse.dlq.topic, in"
                            + " its turn and, exactly once, in the same transaction, with the MQTT topic as key, the mqtt headers and the"
                            + " reason in the header penstock.error. raw: the same to its own topic; one that has none fails the task. Both"
                            + " need a value.converter that takes bytes. The metric messages-malformed counts them.")
            .importance(Importance.MEDIUM)
            .defaultsTo("fail");

    static final Key<String> DEAD_LETTER_TOPIC = Key.string("errors.parse.dlq.topic")
            .group(GROUP)
            .display("Dead letter topic")
            .doc(
                    "With errors.parse=dlq: Kafka topic for messages of which no record can be made. Transforms see these records too.")
            .importance(Importance.MEDIUM)
            .optional();

    static final Key<Boolean> HEADERS = Key.bool("mqtt.headers.enabled")
            .group(GROUP)
            .display("Headers")
            .doc(
                    "Whether records get the headers mqtt.topic, mqtt.qos, mqtt.dup, mqtt.retained and mqtt.packet.id, and of"
                            + " what an MQTT 5 publisher says of a message: mqtt.content.type, mqtt.response.topic,"
                            + " mqtt.correlation.data (bytes, which Connect's default header converter writes as Base64), mqtt.expiry.s (what was left when the broker sent it), mqtt.user.<name> for"
                            + " each user property, and mqtt.subscription.id for each identifier of a subscription (mqtt.subscription.<name>.id) by"
                            + " which it came.")
            .importance(Importance.LOW)
            .defaultsTo("true");

    static final Key<?>[] ALL = {
        KAFKA_TOPIC,
        KAFKA_KEY,
        KAFKA_PARTITION,
        KAFKA_TIMESTAMP,
        TIMESTAMP_UNIT,
        TIMESTAMP_MAX_AHEAD,
        TOPIC_PATTERN,
        VALUE_FORMAT,
        EMPTY_PAYLOAD,
        JSON_SCHEMA,
        MAX_INFERRED_FIELDS,
        JSON_SCHEMA_LOCATION,
        JSON_SCHEMA_INLINE,
        PARSE_ERRORS,
        DEAD_LETTER_TOPIC,
        HEADERS
    };

    private MappingKeys() {}

    private static Template<MessageView> template(String text) {
        return Template.parse(text, new MessageVocabulary());
    }
}
