package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.format.FileSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectMetadataTest {

    private static final RecordCoordinates FIRST = new RecordCoordinates("orders", 3, 812);

    private static ObjectMetadata of(String connector) {
        return new ObjectMetadata(connector, FIRST, FileSchema.ANY);
    }

    @Test
    void saysAllOnceTheFileIsWhole() {
        // Given
        ObjectMetadata metadata = of("orders-to-s3");

        // When
        metadata.add(812, 2_000L);
        metadata.add(815, 1_000L);
        metadata.add(816, null);

        // Then
        assertThat(metadata.whole(820))
                .isEqualTo(Map.of(
                        "penstock-format-version", "1",
                        "penstock-connector", "orders-to-s3",
                        "penstock-topic", "orders",
                        "penstock-partition", "3",
                        "penstock-first-offset", "812",
                        "penstock-last-offset", "816",
                        "penstock-next-offset", "820",
                        "penstock-records", "3",
                        "penstock-min-timestamp", "1000",
                        "penstock-max-timestamp", "2000"));
    }

    @Test
    void saysAtTheStartOnlyWhatStaysTrue() {
        ObjectMetadata metadata = of("orders-to-s3");
        metadata.add(812, 2_000L);
        assertThat(metadata.atStart())
                .containsOnlyKeys(
                        "penstock-format-version",
                        "penstock-connector",
                        "penstock-topic",
                        "penstock-partition",
                        "penstock-first-offset");
    }

    @Test
    void hasNoTimesWhereNoRecordHasOne() {
        ObjectMetadata metadata = of("c");
        metadata.add(812, null);
        assertThat(metadata.whole(813)).doesNotContainKeys("penstock-min-timestamp", "penstock-max-timestamp");
    }

    /** Metadata is ASCII, and 2 KB in all. */
    @Test
    void writesAnyConnectorsNameInPlainCharacters() {
        assertThat(of("til S3: \u00e5").atStart()).containsEntry("penstock-connector", "til%20S3%3A%20%C3%A5");
        assertThat(of("x".repeat(1_001)).atStart()).doesNotContainKey("penstock-connector");
    }

    /** sha256sum of the text, its first 32 digits. */
    @Test
    void tellsSchemasApartByAFingerprint() {
        FileSchema schema = new FileSchema() {
            @Override
            public String toString() {
                return "abc";
            }
        };
        assertThat(new ObjectMetadata("c", FIRST, schema).atStart())
                .containsEntry("penstock-schema", "ba7816bf8f01cfea414140de5dae2223");
    }
}
