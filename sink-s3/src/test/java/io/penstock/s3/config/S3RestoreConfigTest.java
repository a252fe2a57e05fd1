package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class S3RestoreConfigTest {

    private static Map<String, String> props(String... more) {
        Map<String, String> props = new HashMap<>(
                Map.of("name", "back", "s3.bucket.name", "b", "restore.topics", "orders,bills", "ledger.id", "sink"));
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
    void reportsEveryFaultAtOnce() {
        Map<String, String> props = props(
                "restore.topic.name", "one",
                "file.name.template", "${topic}-${start.offset}",
                "aws.access.key.id", "id",
                "retry.backoff.max.ms", "1");
        props.remove("ledger.id");

        assertThatThrownBy(() -> S3RestoreConfig.parse(props))
                .hasMessageContaining("ledger.id")
                .hasMessageContaining("restore.topic.name")
                .hasMessageContaining("${partition}")
                .hasMessageContaining("aws.secret.access.key")
                .hasMessageContaining("retry.backoff.max.ms");
    }
}
