package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.ElementCodec.Summary;
import io.penstock.s3.partition.KeyPattern;
import io.penstock.s3.store.ArchiveStore.Found;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PublishedTest {

    private static ArchiveFile file(long firstOffset) {
        return file(firstOffset, 0, "");
    }

    private static ArchiveFile file(long firstOffset, int generation, String path) {
        return new ArchiveFile(
                "t",
                0,
                path + firstOffset + "-g" + generation,
                "e",
                1,
                firstOffset,
                generation,
                ".jsonl",
                path.equals("atleast"),
                Optional.empty());
    }

    private static Summary element(long nextOffset, ArchiveFile... files) {
        return new Summary(
                new Position(files.length == 0 ? 0 : files[0].generation(), nextOffset, Optional.empty()),
                Stream.of(files)
                        .map(file -> new DataFile(
                                file.key(),
                                "nonce of " + file.key(),
                                "x",
                                Optional.empty(),
                                file.firstOffset(),
                                1,
                                1,
                                Map.of()))
                        .toList());
    }

    private static PublishedFiles published(List<Summary> chain, ArchiveFile... found) {
        ListedFiles listed = new ListedFiles();
        for (int i = chain.size() - 1; i >= 0; i--) {
            listed.add(chain.get(i));
        }
        FileTable table = new FileTable(new TopicPartition("t", 0));
        for (ArchiveFile file : found) {
            table.add(
                    new Found(file.key(), file.etag(), file.size()),
                    new KeyPattern.Read(
                            file.partition(),
                            file.firstOffset(),
                            file.generation(),
                            file.distinct(),
                            file.extension()));
        }
        table.end();
        return new Published(listed).of(table);
    }

    /** The offsets were deleted, and of the first batch after it one file is there before its commit record was read. */
    @Test
    void nothingBelongsOfAGenerationThatHasNotBegunByItsCommitRecords() {
        // When
        PublishedFiles published = published(
                List.of(element(20, file(10)), new Summary(Position.noOpinion(1), List.of())),
                file(10),
                file(12),
                file(11, 1, ""));

        // Then
        assertThat(published.files().stream().map(ArchiveFile::firstOffset)).containsExactly(10L);
        assertThat(offsets(List.of(new Summary(Position.noOpinion(0), List.of())), file(5)))
                .isEmpty();
    }

    private static List<Long> offsets(List<Summary> chain, ArchiveFile... found) {
        return published(chain, found).files().stream()
                .map(ArchiveFile::firstOffset)
                .toList();
    }

    @Test
    void takesWhatIsListedAndWhatIsOlderThanAllThatIs() {
        // Given files whose commit records were swept, and one that none of those that are left lists
        List<Summary> chain = List.of(element(20, file(10)), element(30, file(20)), element(30));

        // When / Then
        assertThat(offsets(chain, file(20), file(15), file(10), file(5), file(0)))
                .containsExactly(0L, 5L, 10L, 20L);
        assertThat(published(chain, file(5), file(20)).files())
                .extracting(ArchiveFile::nonce)
                .containsExactly(Optional.empty(), Optional.of("nonce of 20-g0"));
    }

    @Test
    void leavesOutWhatIsBeyondTheNewestCommitRecord() {
        assertThat(offsets(List.of(element(20, file(10))), file(10), file(20), file(30)))
                .containsExactly(10L);
        assertThat(offsets(List.of(element(10)), file(0), file(10))).containsExactly(0L);
    }

    @Test
    void waitsForAllFilesOfABatchSinceTheirOffsetsInterleave() {
        // Given
        List<Summary> chain = List.of(element(20, file(10)), element(40, file(20), file(22), file(25)));

        // When / Then
        assertThat(offsets(chain, file(10), file(20), file(25))).containsExactly(10L);
        assertThat(published(chain, file(10), file(20), file(25)).awaited()).isEqualTo(new LeftOut(1, 22));
        assertThat(offsets(chain, file(10), file(20), file(22), file(25))).containsExactly(10L, 20L, 22L, 25L);
        assertThat(published(chain, file(20), file(22), file(25)).awaited()).isEqualTo(LeftOut.NONE);
    }

    @Test
    void leavesOutWhatAnOperatorHasHadWrittenAgain() {
        // Given offsets that were set back to 10
        List<Summary> chain = List.of(
                element(30, file(0), file(10), file(20)), element(25, file(10, 1, "")), element(40, file(25, 1, "")));

        // When / Then
        assertThat(published(chain, file(0), file(10), file(20), file(10, 1, ""), file(25, 1, ""))
                        .files())
                .extracting(ArchiveFile::key)
                .containsExactly("0-g0", "10-g1", "25-g1");
    }

    @Test
    void leavesOutAGenerationThatNoCommitRecordKnows() {
        // Given one that was begun since they were read, or a stray object
        List<Summary> chain = List.of(element(10, file(0)), element(20, file(10)));

        // When / Then
        assertThat(published(chain, file(0), file(10), file(0, 1, ""), file(15, 9, ""))
                        .files())
                .extracting(ArchiveFile::key)
                .containsExactly("0-g0", "10-g0");
    }

    @Test
    void tellsWhatIsLeftOut() {
        // Given a reset, files by a sink without commit records beyond the last one, and one that was moved away
        List<Summary> chain = List.of(
                element(20, file(0), file(10)), element(5), element(30, file(5, 1, "")), element(40, file(30, 1, "")));

        // When
        PublishedFiles published = published(
                chain, file(0), file(10), file(30, 1, ""), file(5, 1, ""), file(40, 1, "atleast"), file(45, 1, ""));

        // Then
        assertThat(published.superseded()).isEqualTo(new LeftOut(1, 10));
        assertThat(published.unlisted()).isEqualTo(new LeftOut(1, 40));
        assertThat(published.missing()).isEqualTo(LeftOut.NONE);
        assertThat(published(chain, file(0), file(5, 1, ""), file(30, 1, "")).missing())
                .isEqualTo(new LeftOut(1, 10));
    }

    @Test
    void saysWhereWhatIsStillToComeBegins() {
        assertThat(published(List.of(element(20, file(10))), file(10)))
                .extracting(PublishedFiles::generation, PublishedFiles::end)
                .containsExactly(0, 20L);
        assertThat(published(List.of(element(20, file(10)), new Summary(Position.noOpinion(1), List.of())), file(10)))
                .as("deleted offsets: the next generation begins anywhere")
                .extracting(PublishedFiles::generation, PublishedFiles::end)
                .containsExactly(0, Long.MAX_VALUE);
    }

    @Test
    void goesOnWhereOffsetsWereSetBackToThoughFilesThatBeginBeyondAreAwaited() {
        // Given a batch that is not put yet when the offsets are set back, and that the newest commit record therefore
        // carries
        ArchiveFile carried = file(90);
        DataFile awaited = element(100, carried).files().get(0);
        List<Summary> chain =
                List.of(element(100, carried), new Summary(new Position(1, 50, Optional.empty()), List.of(awaited)));

        // When
        PublishedFiles published = published(chain, file(0), file(40));

        // Then
        assertThat(published.end()).isEqualTo(50);
        assertThat(published.generation()).isOne();
        assertThat(published.files()).hasSize(2);
    }

    @Test
    void putsFilesIntoTheOrderOfTheirOffsetsInWhateverOrderTheyAreListed() {
        // Given more than a block of them, listed by folders, and two that begin alike
        ArchiveFile[] found = new ArchiveFile[100];
        for (int i = 0; i < found.length; i++) {
            found[i] = file(i * 37 % 100 + 1_000, 0, "hour=" + i % 7 + "/");
        }
        found[13] = file(found[57].firstOffset(), 0, "hour=0/");

        // When
        List<ArchiveFile> files = published(List.of(), found).files();

        // Then
        assertThat(files)
                .containsExactlyElementsOf(Stream.of(found)
                        .sorted(Comparator.comparingLong(ArchiveFile::firstOffset)
                                .thenComparing(ArchiveFile::key))
                        .toList());
        assertThat(files.get(99)).as("in any order").isEqualTo(files.get(99));
        assertThat(files.get(3).firstOffset()).isLessThan(files.get(40).firstOffset());
    }

    @Test
    void takesAllWhereThereAreNoCommitRecords() {
        assertThat(offsets(List.of(), file(7), file(3))).containsExactly(3L, 7L);
    }
}
