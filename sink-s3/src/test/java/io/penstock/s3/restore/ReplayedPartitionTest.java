package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.KeptOffsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReplayedPartitionTest {

    private static Map<String, String> key() {
        return ReplayedPartition.key("b", new TopicPartition("orders", 3));
    }

    /** Connect compares the bytes of partitions. */
    @Test
    void namesAPartitionByTheSameBytesInEveryProcessAndForConnectItself() {
        KeptOffsets connect = new KeptOffsets();
        List<Map.Entry<String, String>> fields = new ArrayList<>(key().entrySet());

        assertThat(key().keySet()).containsExactly("bucket", "partition", "topic");
        for (int seed = 0; seed < 50; seed++) {
            // Given what an operator writes, in any order
            Collections.shuffle(fields, new Random(seed));
            Map<String, String> written = new LinkedHashMap<>();
            fields.forEach(field -> written.put(field.getKey(), field.getValue()));

            // When / Then
            assertThat(connect.normalizedKey(written)).isEqualTo(connect.key(key()));
        }
    }
}
