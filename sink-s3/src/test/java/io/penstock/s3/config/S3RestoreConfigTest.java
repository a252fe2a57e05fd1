package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.S3RestoreSourceConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class S3RestoreConfigTest {

    private static Map<String, String> props(String... more) {
        Map<String, String> props = new HashMap<>(Map.of(
                "name",
                "back",
                "s3.bucket.name",
                "b",
                "restore.topics",
                "orders,bills",
                "ledger.id",
                "sink",
                "restore.topic.name",
                "${topic}"));
        for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
            props.put(converter, "org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return props;
    }

    @Test
    void readsWhatIsRestoredAndWhereTo() {
        // When
        S3RestoreConfig config =
                S3RestoreConfig.parse(props("topics.dir", "archive", "restore.topic.name", "${topic}.back"));

        // Then
        assertThat(config.files()).containsOnlyKeys("orders", "bills");
        assertThat(config.files().get("bills"))
                .satisfies(files -> assertThat(files.prefix()).isEqualTo("archive/bills/"));
        assertThat(config.targetOf("bills")).isEqualTo("bills.back");
        assertThat(config.ledgerId()).contains("sink");
        assertThat(S3RestoreConfig.parse(props("ledger.id", "none")).ledgerId()).isEmpty();
        assertThat(S3RestoreConfig.parse(props()).targetOf("orders")).isEqualTo("orders");
    }

    @Test
    void refusesConvertersByWhichOtherRecordsWouldBeWritten() {
        // Given the worker's own, one that formats, and one that drops what it cannot take
        Map<String, String> props = props(
                "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                "header.converter", "org.apache.kafka.connect.storage.SimpleHeaderConverter",
                "errors.tolerance", "ALL");
        props.remove("key.converter");

        // When / Then
        assertThatThrownBy(() -> S3RestoreConfig.parse(props))
                .hasMessageContaining("[PEN-102] key.converter")
                .hasMessageContaining("[PEN-101] value.converter")
                .hasMessageContaining("[PEN-101] header.converter")
                .hasMessageContaining("[PEN-103] errors.tolerance")
                .hasMessageContaining("Set key.converter=org.apache.kafka.connect.converters.ByteArrayConverter");
        assertThat(new S3RestoreSourceConnector()
                        .validate(props).configValues().stream()
                                .filter(value -> !value.errorMessages().isEmpty())
                                .map(ConfigValue::name))
                .contains("key.converter", "value.converter", "header.converter", "errors.tolerance");
        assertThat(S3RestoreConfig.parse(props("key.converter", "StringConverter"))
                        .converters()
                        .key())
                .isEqualTo(RestoreConverters.Part.TEXTS);
    }

    @Test
    void reportsEveryFaultAtOnce() {
        Map<String, String> props = props(
                "restore.topic.name", "one",
                "file.name.template", "${topic}-${start.offset}",
                "aws.access.key.id", "id",
                "retry.backoff.max.ms", "1");
        props.remove("ledger.id");
        props.remove("restore.topic.name");
        assertThatThrownBy(() -> S3RestoreConfig.parse(props))
                .as("the archived topic itself is never meant silently")
                .hasMessageContaining("[PEN-102] restore.topic.name");
        props.put("restore.topic.name", "one");

        assertThatThrownBy(() -> S3RestoreConfig.parse(props))
                .hasMessageContaining("ledger.id")
                .hasMessageContaining("restore.topic.name")
                .hasMessageContaining("${partition}")
                .hasMessageContaining("aws.secret.access.key")
                .hasMessageContaining("retry.backoff.max.ms");
    }
}
