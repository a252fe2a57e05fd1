package io.penstock.s3.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.record.RecordCoordinates;
import io.penstock.common.template.Template;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternTest {

    private static final String DEFAULT =
            "${topics.dir}/${topic}/${partition.path}/${topic}-${partition}-${start.offset}${extension}";

    private static Template<FileStart> template(String text) {
        return Template.parse(text, new FileVocabulary());
    }

    private static FileStart file(String path, int generation, Optional<String> distinction) {
        return new FileStart(
                "a.b/c",
                "or.ders-1",
                path,
                new RecordCoordinates("or.ders-1", 12, 345),
                generation,
                distinction,
                1_795_264_496_789L,
                ".jsonl.gz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DEFAULT,
                "${topic}/${timestamp|yyyy/MM-dd|UTC}/${partition}.${start.offset}${extension}",
                "${topics.dir}/${source.topic}+${partition}+${start.offset}/${partition}${extension}",
            })
    void readsWhatTheTemplateHasMade(String text) {
        // Given
        Template<FileStart> template = template(text);
        KeyPattern pattern = KeyPattern.of(template, "a.b/c", "or.ders-1");

        for (FileStart file : new FileStart[] {
            file("", 0, Optional.empty()), file("dt=1/x=345-g1", 7, Optional.of("0123456789abcdef"))
        }) {
            // When
            String key = template.render(file);

            // Then
            assertThat(pattern.read(key))
                    .contains(new KeyPattern.Read(
                            12, 345, file.generation(), file.distinction().isPresent(), ".jsonl.gz"));
            assertThat(key).startsWith(pattern.prefix());
        }
    }

    /** As the remedy for transforms that give several topics one name makes them. */
    @Test
    void readsKeysWithTheNameThatATransformHasGivenBesideTheTopics() {
        // Given
        Template<FileStart> template = template(
                "${topics.dir}/${topic}/${partition.path}/${source.topic}-${partition}-${start.offset}${extension}");
        KeyPattern pattern = KeyPattern.of(template, "topics", "orders");
        String key = template.render(new FileStart(
                "topics",
                "all-eu",
                "partition=3",
                new RecordCoordinates("orders", 3, 7),
                0,
                Optional.empty(),
                1_795_264_496_789L,
                ".jsonl"));

        // When / Then
        assertThat(key).isEqualTo("topics/all-eu/partition=3/orders-3-00000000000000000007.jsonl");
        assertThat(pattern.prefix()).isEqualTo("topics/");
        assertThat(pattern.read(key)).contains(new KeyPattern.Read(3, 7, 0, false, ".jsonl"));
        assertThat(KeyPattern.of(template, "topics", "all-eu").read(key)).isEmpty();
    }

    @Test
    void knowsTheKeysOfOtherTopicsBesideItsOwn() {
        // Given
        KeyPattern pattern = KeyPattern.of(
                template("${topics.dir}/${topic}/${topic}-${source.topic}-${partition}-${start.offset}${extension}"),
                "topics",
                "orders");

        // When / Then
        assertThat(pattern.isMade("topics/all/all-orders-0-00000000000000000000.jsonl"))
                .isTrue();
        assertThat(pattern.isMade("topics/all/all-bills-0-00000000000000000000.jsonl"))
                .isTrue();
        assertThat(pattern.isMade("topics/all/eu-bills-0-00000000000000000000.jsonl"))
                .as("one topic, two names")
                .isFalse();
        assertThat(pattern.isMade("topics/all/_SUCCESS")).isFalse();
    }

    @Test
    void leavesOtherKeysAlone() {
        KeyPattern pattern = KeyPattern.of(template(DEFAULT), "topics", "orders");

        assertThat(pattern.prefix()).isEqualTo("topics/orders/");
        assertThat(pattern.read("topics/orders/partition=0/orders-0-00000000000000000000.jsonl"))
                .isPresent();
        assertThat(pattern.read("topics/orders/partition=0/orderz-0-00000000000000000000.jsonl"))
                .isEmpty();
        assertThat(pattern.read("topics/orders/partition=0/orders-0-0000000000000000000.jsonl"))
                .isEmpty();
        assertThat(pattern.read("topics/orders/partition=0/orders-0-99999999999999999999.jsonl"))
                .as("no such offset")
                .isEmpty();
        assertThat(pattern.read("topics/orders/_SUCCESS")).isEmpty();
    }
}
