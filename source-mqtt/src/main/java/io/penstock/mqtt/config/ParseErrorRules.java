package io.penstock.mqtt.config;

import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.error.CommonError;
import io.penstock.mqtt.mapping.KafkaTopicName;
import io.penstock.mqtt.mapping.ParseErrors;
import io.penstock.mqtt.mapping.ValueFormat;

/** What becomes of messages of which no record can be made, and what that needs. */
final class ParseErrorRules {
    private static final String VALUE_CONVERTER = "value.converter";

    private ParseErrorRules() {}

    /** Of a configuration that was checked. */
    static ParseErrors of(Values values) {
        return switch (values.get(MappingKeys.PARSE_ERRORS)) {
            case FAIL -> new ParseErrors.Fail();
            case RAW -> new ParseErrors.Raw();
            case DLQ -> new ParseErrors.DeadLetter(values.get(MappingKeys.DEAD_LETTER_TOPIC));
        };
    }

    static void check(Values values, Subscriptions subscriptions, Problems problems) {
        values.find(MappingKeys.PARSE_ERRORS).ifPresent(choice -> {
            checkTopic(choice, values, subscriptions, problems);
            checkConverter(choice, values, subscriptions, problems);
        });
    }

    private static void checkTopic(
            ParseErrorChoice choice, Values values, Subscriptions subscriptions, Problems problems) {
        String key = MappingKeys.DEAD_LETTER_TOPIC.name();
        boolean written = values.written(MappingKeys.DEAD_LETTER_TOPIC);
        if (choice == ParseErrorChoice.DLQ && !written) {
            problems.add(CommonError.MISSING_VALUE, key, "errors.parse=dlq needs it", "Name a Kafka topic of its own.");
        }
        if (choice != ParseErrorChoice.DLQ && written) {
            problems.add(key, "it is set, but errors.parse is not dlq", "Set errors.parse=dlq, or remove the key.");
        }
        values.find(MappingKeys.DEAD_LETTER_TOPIC).ifPresent(topic -> {
            if (!KafkaTopicName.legal(topic).equals(topic)) {
                problems.add(key, "\"" + topic + "\" is no legal Kafka topic name", "Use letters, digits, ., _ and -.");
            }
            if (subscriptions.writesTo(topic)) {
                problems.add(
                        key,
                        "\"" + topic + "\" is a kafka.topic too, whose readers would meet malformed payloads",
                        "Give it a name of its own.");
            }
            if (values.find(MqttKeys.LEDGER_TOPIC).filter(topic::equals).isPresent()) {
                problems.add(
                        key,
                        "\"" + topic + "\" is mqtt.ledger.topic too, which is compacted",
                        "Give it a name of its own.");
            }
        });
    }

    /** Whether there may be records whose values are bytes. */
    static boolean writesBytes(ParseErrorChoice choice, Subscriptions subscriptions) {
        return choice != ParseErrorChoice.FAIL
                || subscriptions.all(MappingKeys.VALUE_FORMAT).contains(ValueFormat.BYTES);
    }

    /** That converter calls {@code toString()}, which of bytes tells but where they are. */
    private static void checkConverter(
            ParseErrorChoice choice, Values values, Subscriptions subscriptions, Problems problems) {
        boolean texts = values.original(VALUE_CONVERTER)
                .filter(name -> name.trim().endsWith("StringConverter"))
                .isPresent();
        if (texts && writesBytes(choice, subscriptions)) {
            problems.add(
                    VALUE_CONVERTER,
                    "StringConverter writes of bytes, as value.format=bytes and errors.parse=dlq and raw make them, no more than"
                            + " the name of a Java object: the payload would be lost",
                    "Use ByteArrayConverter for value.format=bytes, JsonConverter, which writes bytes as Base64, or a converter of"
                            + " a schema registry; or value.format=string with errors.parse=fail.");
        }
    }
}
