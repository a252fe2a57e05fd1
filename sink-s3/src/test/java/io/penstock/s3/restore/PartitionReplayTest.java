package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.s3.restore.PartitionReplay.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionReplayTest {

    private final Map<ArchiveFile, String> files = new LinkedHashMap<>();
    private final List<Long> opened = new ArrayList<>();
    private final List<Long> closed = new ArrayList<>();
    private final EnvelopeReaders readers = new EnvelopeReaders(new ReadMemory(16L * 1024 * 1024));

    private static String line(long offset, String more) {
        return "{\"topic\":\"t\",\"partition\":4,\"offset\":" + offset
                + ",\"timestamp\":7,\"timestamp_type\":\"CreateTime\",\"key\":null,\"headers\":[],\"value\":" + more
                + "}\n";
    }

    private void file(long... offsets) {
        text(
                offsets[0],
                LongStream.of(offsets).mapToObj(offset -> line(offset, "\"x\"")).collect(Collectors.joining()));
    }

    private void text(long firstOffset, String text) {
        files.put(
                new ArchiveFile("t", 4, "k" + files.size(), "e", 1, firstOffset, 0, ".jsonl", false, Optional.empty()),
                text);
    }

    private PartitionReplay replay(Position position) {
        return new PartitionReplay(
                List.copyOf(files.keySet()), position, new ChainCoverage(0, Long.MAX_VALUE), file -> {
                    opened.add(file.firstOffset());
                    return new FileReading(file, noting(file), readers);
                });
    }

    private SeekableInput noting(ArchiveFile file) {
        byte[] text = files.getOrDefault(file, "").getBytes(StandardCharsets.UTF_8);
        return new BytesInput(text) {
            @Override
            public void close() {
                closed.add(file.firstOffset());
            }
        };
    }

    private static List<Long> rest(PartitionReplay replay) {
        List<Long> offsets = new ArrayList<>();
        for (ArchivedRecord next = replay.next(); next != null; next = replay.next()) {
            offsets.add(next.offset());
        }
        return offsets;
    }

    @Test
    void mergesFilesThatWereOpenTogetherAndOpensOthersWhenTheyAreDue() {
        // Given two batches, the first of three files whose offsets interleave
        file(0, 3, 4);
        file(1, 5);
        file(2, 9);
        file(10, 11);
        PartitionReplay replay = replay(Position.BEGINNING);

        // When / Then
        assertThat(replay.next()).extracting(ArchivedRecord::offset).isEqualTo(0L);
        assertThat(opened).doesNotContain(10L);
        assertThat(rest(replay)).containsExactly(1L, 2L, 3L, 4L, 5L, 9L, 10L, 11L);
        assertThat(replay.openFiles()).isZero();
    }

    @Test
    void replaysARecordOnceThatSeveralFilesHold() {
        file(0, 1, 2);
        file(1, 2, 3);
        file(2, 3);

        assertThat(rest(replay(Position.BEGINNING))).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void goesOnAfterAnyRecordFromItsPositionAlone() {
        // Given
        file(0, 3, 4);
        file(1, 5);
        file(2, 9);
        file(10, 11);
        PartitionReplay whole = replay(Position.BEGINNING);
        List<Position> positions = new ArrayList<>();
        while (whole.next() != null) {
            positions.add(whole.position());
        }
        List<Long> offsets = positions.stream().map(Position::offset).toList();

        // When / Then
        for (int i = 0; i < positions.size(); i++) {
            assertThat(rest(replay(positions.get(i)))).isEqualTo(offsets.subList(i + 1, offsets.size()));
        }
        opened.clear();
        rest(replay(positions.get(6)));
        assertThat(opened).as("what is done with is not read again").containsExactly(10L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":1}|envelope=none",
                "[1]|envelope=none",
                "{\"topic\":\"t\",\"partition\":4|damaged",
                "{\"topic\":\"u\",\"partition\":4,\"offset\":0,\"key\":null,\"headers\":[],\"value\":null}|source.topic",
                "{\"topic\":\"t\",\"partition\":3,\"offset\":0,\"key\":null,\"headers\":[],\"value\":null}|records of t-3",
                "{\"topic\":\"t\",\"partition\":4,\"offset\":0,\"key\":null,\"headers\":[],\"value\":{\"a\":[1]}}|neither bytes nor a text",
                "{\"topic\":\"t\",\"partition\":4,\"offset\":0,\"key\":7,\"headers\":[],\"value\":null}|a key is neither",
                "{\"topic\":\"t\",\"partition\":4,\"offset\":0,\"key\":null,\"headers\":[],\"value\":\"?\",\"value_encoding\":\"base64\"}|damaged",
                "{\"topic\":\"t\",\"partition\":4,\"offset\":0,\"key\":null,\"headers\":[],\"value\":\"x\",\"value_encoding\":\"hex\"}|does not know"
            })
    void failsAtWhatItCannotReplayAndShowsNoValue(String line, String why) {
        text(0, line + "\n");

        assertThatThrownBy(() -> rest(replay(Position.BEGINNING)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-430")
                .hasMessageContaining("the file from t-4@0 on")
                .hasMessageContaining(why)
                .hasNoCause();
    }

    /** Of three records. */
    private ArchiveFile listed(long size, long bytes, long records) {
        ListedFile written = new ListedFile("n", 0, records, bytes);
        ArchiveFile file = new ArchiveFile("t", 4, "k", "e", size, 0, 0, ".jsonl", false, Optional.of(written));
        files.put(file, line(0, "null") + line(1, "null") + line(2, "null"));
        return file;
    }

    @ParameterizedTest
    @CsvSource({"0,0,3,it has 0 bytes", "9,10,3,it has 9 bytes", "9,9,4,it holds 3 records", "9,9,2,it holds 3 records"
    })
    void failsWhereAFileIsNotWhatItsCommitRecordSays(long size, long bytes, long records, String why) {
        listed(size, bytes, records);

        assertThatThrownBy(() -> rest(replay(Position.BEGINNING)))
                .hasMessageContaining("PEN-430")
                .hasMessageContaining("the file from t-4@0 on")
                .hasMessageContaining(why);
    }

    @Test
    void takesAFileThatIsWhatItsCommitRecordSays() {
        listed(9, 9, 3);

        assertThat(rest(replay(Position.BEGINNING))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void closesAFileThatIsDamagedBehindItsFirstRecord() {
        // Given
        text(0, line(0, "null") + line(1, "null") + "}\n" + line(2, "null"));
        file(5);

        // When
        assertThatThrownBy(() -> rest(replay(Position.BEGINNING))).hasMessageContaining("damaged");
        assertThatThrownBy(() -> rest(replay(new Position(1, 0, 0, Optional.empty()))))
                .hasMessageContaining("damaged");

        // Then
        assertThat(closed).containsExactly(0L, 0L);
    }

    @Test
    void failsWhereOffsetsDoNotAscend() {
        file(0, 2, 2);

        assertThatThrownBy(() -> rest(replay(Position.BEGINNING))).hasMessageContaining("do not ascend");
    }
}
