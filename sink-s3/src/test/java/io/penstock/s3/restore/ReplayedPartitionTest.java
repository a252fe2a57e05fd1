package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.KeptOffsets;
import io.penstock.s3.config.S3RestoreConfig;
import io.penstock.s3.restore.PartitionReplay.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayedPartitionTest {

    private static Map<String, String> key(String... more) {
        Map<String, String> props = new HashMap<>(Map.of(
                "name", "back",
                "s3.bucket.name", "b",
                "restore.topics", "orders",
                "restore.topic.name", "${topic}-again",
                "ledger.id", "sink"));
        for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
            props.put(converter, "org.apache.kafka.connect.converters.ByteArrayConverter");
        }
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return ReplayedPartition.key(S3RestoreConfig.parse(props), new TopicPartition("orders", 3));
    }

    /** Connect compares the bytes of partitions. */
    @Test
    void namesAPartitionByTheSameBytesInEveryProcessAndForConnectItself() {
        KeptOffsets connect = new KeptOffsets();
        List<Map.Entry<String, String>> fields = new ArrayList<>(key().entrySet());

        assertThat(key().keySet()).containsExactly("bucket", "partition", "topic", "archive", "target");
        for (int seed = 0; seed < 50; seed++) {
            // Given what an operator writes, in any order
            Collections.shuffle(fields, new Random(seed));
            Map<String, String> written = new LinkedHashMap<>();
            fields.forEach(field -> written.put(field.getKey(), field.getValue()));

            // When / Then
            assertThat(connect.normalizedKey(written)).isEqualTo(connect.key(key()));
        }
    }

    @Test
    void tellsArchivesAndTargetsApartAndNothingElse() {
        assertThat(List.of(
                        key(),
                        key("s3.bucket.name", "c"),
                        key("store.url", "http://localhost:1"),
                        key("topics.dir", "other"),
                        key("ledger.id", "none"),
                        key("file.name.template", "${topic}/${partition}-${start.offset}${extension}"),
                        key("restore.topic.name", "another")))
                .doesNotHaveDuplicates();
        assertThat(key("restore.rescan.ms", "1000", "s3.region", "eu-north-1", "restore.topics", "orders,bills"))
                .isEqualTo(key());
        assertThat(key().get("archive")).as("for ever").isEqualTo("ec38210b51fc696b");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 99})
    void takesOffsetsThatATaskCanGoOnFrom(long offset) {
        assertThatCode(() -> {
                    ReplayedPartition.check(key(), Map.of("offset", offset));
                    ReplayedPartition.check(key(), Map.of("offset", offset, "version", 1));
                    ReplayedPartition.check(Map.of("bucket", "of an earlier build"), null);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void readsBackWhatItWrote() {
        for (Position position :
                List.of(new Position(7, 3, 2, Optional.of("7-0a")), new Position(0, 1, 0, Optional.empty()))) {
            assertThat(ReplayedPartition.position(ReplayedPartition.offset(position)))
                    .isEqualTo(position);
        }
        assertThat(ReplayedPartition.position(Map.of("offset", 7L))).isEqualTo(new Position(7, 0, 0, Optional.empty()));
        assertThat(ReplayedPartition.position(null)).isEqualTo(Position.BEGINNING);
    }

    @Test
    void refusesOffsetsWithWhichFilesWouldBePassedOver() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("offset", "7"),
                Map.of("offset", 7.5),
                Map.of("offset", -2),
                Map.of("offset", 50, "from", 51, "generation", 1, "version", 1),
                Map.of("offset", 7, "from", 0),
                Map.of("offset", 7, "generation", 1),
                Map.of("offset", 7, "files", "7-0a"))) {
            assertThatThrownBy(() -> ReplayedPartition.check(key(), wrong))
                    .as("%s", wrong)
                    .hasMessageContaining("whole number")
                    .hasMessageContaining("without the other fields");
        }
        assertThatThrownBy(() -> ReplayedPartition.check(Map.of("topic", "orders"), Map.of("offset", 7)))
                .hasMessageContaining("GET /connectors/<name>/offsets");
        assertThatThrownBy(() -> ReplayedPartition.position(Map.of("offset", 7L, "version", 2L)))
                .hasMessageContaining("PEN-121");
    }
}
