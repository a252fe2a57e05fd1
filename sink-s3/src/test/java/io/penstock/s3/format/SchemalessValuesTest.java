package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.s3.buffer.MemoryBudget;
import io.penstock.s3.buffer.SegmentedBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values without a schema, in every format that makes one of them. */
class SchemalessValuesTest {

    private static final long INEXACT = (1L << 53) + 1;

    static Stream<FileFormat> formats() {
        return Stream.of(
                new FileFormat.Avro(Compression.NONE),
                new FileFormat.Parquet(Compression.NONE, new ParquetOptions(4 << 20, 1 << 20, true)));
    }

    private static void refused(WrittenFile file, Object value, String why) {
        assertThatThrownBy(() -> file.add(WrittenFile.record(null, value, 7)))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-42")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void neverRoundsAWholeNumberHoweverItComesToAFieldOfFractions(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        file.add(WrittenFile.record(null, Map.of("a", 0.5, "b", "t"), 0));
        Map<String, Object> grows = new LinkedHashMap<>();
        grows.put("new", "t");
        grows.put("a", INEXACT);

        refused(file, Map.of("a", INEXACT), "2^53");
        refused(file, grows, "2^53");
        refused(file, Map.of("list", List.of(INEXACT, 0.5)), "2^53");
        file.add(WrittenFile.record(null, Map.of("a", INEXACT - 1), 1));
        file.end();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void takesAWholeNumberThatAnotherSchemaOfTheTopicHasRoomFor(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        FileSchema fractions = file.schemaOf(WrittenFile.record(null, Map.of("a", 0.5, "b", "t"), 0));
        FileSchema wholes = file.schemaOf(WrittenFile.record(null, Map.of("a", 1, "b", 1), 1));

        assertThat(file.schemaOf(WrittenFile.record(null, Map.of("a", INEXACT), 2)))
                .isEqualTo(wholes)
                .isNotEqualTo(fractions);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void doesNotGuessWhatAListHoldsThatHasBeenEmptyEverywhere(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        FileSchema unknown = file.schemaOf(WrittenFile.record(
                null, Map.of("id", 1, "tags", List.of(), "deep", List.of(List.of(), List.of(Map.of()))), 0));
        assertThat(unknown.toString()).contains("id").doesNotContain("tags", "deep");

        FileSchema numbers = file.schemaOf(WrittenFile.record(null, Map.of("id", 2, "tags", List.of(7)), 1));
        assertThat(numbers.toString()).contains("tags").doesNotContainIgnoringCase("string");
        SinkRecord emptyAgain = WrittenFile.record(null, Map.of("id", 3, "tags", List.of()), 2);
        assertThat(file.schemaOf(emptyAgain)).isEqualTo(numbers);
        file.add(emptyAgain);
        file.end();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void refusesHalfASurrogatePairInTextsAndNames(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        file.add(WrittenFile.record(null, Map.of("text", "why? \ud83d\ude80"), 0));

        for (String half : new String[] {"a\ud800b", "\ud800", "\udc00\ud800", "?\ud83d\ude80\ud83d"}) {
            refused(file, Map.of("text", half), "half of a surrogate pair");
            refused(file, Map.of(half, "text"), "half of a surrogate pair");
        }
        file.end();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void saysThatAnEmptyKeyIsNoName(FileFormat format) {
        WrittenFile file = new WrittenFile(format);

        refused(file, Map.of("", 1), "empty key");
        refused(file, Map.of("a", List.of(Map.of("", 1))), "empty key");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void leavesOutWhatHasBeenNothingButEmptyMaps(FileFormat format) {
        WrittenFile file = new WrittenFile(format);

        FileSchema schema = file.schemaOf(WrittenFile.record(
                null, Map.of("id", 1, "items", List.of(Map.of(), Map.of()), "inner", Map.of("x", Map.of())), 0));

        assertThat(schema.toString()).contains("id").doesNotContain("items", "inner");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void growsTheSchemaThatHasRoomForAWholeNumber(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        FileSchema fractions = file.schemaOf(WrittenFile.record(null, Map.of("a", 0.5, "b", "t"), 0));
        FileSchema wholes = file.schemaOf(WrittenFile.record(null, Map.of("a", 1, "b", 1), 1));

        FileSchema grown = file.schemaOf(WrittenFile.record(null, Map.of("a", INEXACT, "new", 1), 2));

        assertThat(grown).isNotIn(fractions, wholes);
        assertThat(file.schemaOf(WrittenFile.record(null, Map.of("a", 0.5, "b", "t"), 3)))
                .isEqualTo(fractions);
        assertThat(file.schemaOf(WrittenFile.record(null, Map.of("a", 1, "b", 1), 4)))
                .isEqualTo(grown);
    }

    /** Each step of growth leaves a file that holds its schema. */
    @ParameterizedTest
    @MethodSource("formats")
    void countsTheSchemasOfOpenFilesOnceEach(FileFormat format) {
        // Given
        MemoryBudget budget = new MemoryBudget(64 << 20);
        FormatWriter writer = format.open(budget);
        long idle = budget.used();
        Scratch scratch = new Scratch(1 << 20);
        FileSchema small = writer.encode(WrittenFile.record(null, Map.of("id", 1), 0), scratch);
        writer.remember();
        FileSchema wide = writer.encode(WrittenFile.record(null, wide(500, ""), 1), scratch);
        writer.remember();

        // When
        long before = budget.used();
        FileBody one = begun(writer, small, budget);
        long ofSmall = budget.used() - before;
        FileBody two = begun(writer, wide, budget);
        long ofWide = budget.used() - before - ofSmall;
        FileBody three = begun(writer, wide, budget);
        long ofSecondWide = budget.used() - before - ofSmall - ofWide;

        // Then
        assertThat(wide.heldChars()).isGreaterThan(wide.toString().length());
        assertThat(ofWide - ofSecondWide).isEqualTo(5 * wide.heldChars());
        two.end();
        two.gone();
        assertThat(budget.used() - idle)
                .as("the other file has it still")
                .isGreaterThan(5 * (small.heldChars() + wide.heldChars()));
        three.discard();
        three.gone();
        one.end();
        one.gone();
        targets.forEach(SegmentedBuffer::clear);
        assertThat(budget.used()).isEqualTo(idle);
    }

    private final List<SegmentedBuffer> targets = new ArrayList<>();

    private FileBody begun(FormatWriter writer, FileSchema schema, MemoryBudget budget) {
        long before = budget.used();
        SegmentedBuffer target = new SegmentedBuffer(budget, 5 << 20);
        FileBody body = writer.begin(schema, new RecordCoordinates("t", 0, 0), target);
        assertThat(budget.used() - before).isLessThanOrEqualTo(writer.worstGrowth(schema, 0, false));
        targets.add(target);
        return body;
    }

    /** What is wrong with a record, in one format or another. */
    static Stream<Arguments> poisons() {
        return formats()
                .flatMap(format -> Stream.of(
                                lists(format instanceof FileFormat.Parquet ? 61 : 200),
                                lists(100_000),
                                wide(1_400, "x".repeat(200)),
                                wide(1_990, ""),
                                wide(2_100, ""),
                                Map.of("x".repeat(250_000), 1),
                                Map.of("new", 1, "big", "x".repeat(3_000)),
                                Map.of("new", 1, "id", INEXACT, "list", List.of(INEXACT, 0.5)),
                                Map.of("new", 1, "other", new Object()))
                        .map(poison -> Arguments.of(format, poison)));
    }

    private static Map<String, Object> lists(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = List.of(value);
        }
        return Map.of("deep", value);
    }

    private static Map<String, Object> wide(int fields, String suffix) {
        Map<String, Object> value = new LinkedHashMap<>();
        for (int i = 0; i < fields; i++) {
            value.put("field" + i + suffix, i);
        }
        return value;
    }

    @ParameterizedTest
    @MethodSource("poisons")
    void learnsNothingFromARecordThatIsRefused(FileFormat format, Object poison) {
        // Given a format that refuses the record, if only for its size
        MemoryBudget budget = new MemoryBudget(64 << 20);
        WrittenFile file = new WrittenFile(format.open(budget), budget, 1_500);
        FileSchema before = file.schemaOf(WrittenFile.record(null, Map.of("id", 1), 0));

        // When
        for (int i = 0; i < 10; i++) {
            refused(file, poison, "");
        }

        // Then
        assertThat(file.schemaOf(WrittenFile.record(null, Map.of("id", 3), 8))).isEqualTo(before);
        assertThat(file.schemaOf(WrittenFile.record(null, Map.of("id", 3, "fresh", 4), 9))
                        .toString())
                .contains("fresh")
                .doesNotContain("deep", "field0", "new");
    }

    @ParameterizedTest
    @MethodSource("formats")
    void takesValuesUpToABoundOfLevels(FileFormat format) {
        WrittenFile file = new WrittenFile(format);
        boolean parquet = format instanceof FileFormat.Parquet;

        file.add(WrittenFile.record(null, lists(parquet ? 59 : 199), 0)); // and the map around them
        refused(file, lists(parquet ? 61 : 200), "nested deeper");
        refused(file, lists(100_000), "nested deeper than 200 levels");
        file.end();
    }
}
