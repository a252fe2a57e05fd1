package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.chain.DataFile;
import io.penstock.testkit.junit.LogLines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ArchiveNotesTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final ArchiveNotes notes = new ArchiveNotes();

    private static PublishedFiles published(List<ArchiveFile> unlisted, List<DataFile> missing) {
        return new PublishedFiles(List.of(), 0, 100, List.of(), unlisted, missing);
    }

    @Test
    void tellsHowAFileThatWasAwayIsRestoredWhenWhatFollowsItIsAlready() {
        // Given
        DataFile away = new DataFile("k", "n", "x", Optional.empty(), 40, 1, 1, Map.of());

        try (LogLines log = LogLines.capture()) {
            // When
            notes.published(PARTITION, published(List.of(), List.of(away)), 0);

            // Then
            assertThat(log.contains("the first from offset 40 on")).isTrue();
            assertThat(log.contains("Back in place, it is passed over where what follows is restored already"))
                    .isTrue();
            assertThat(log.contains("{\"offset\": 39}")).isTrue();
        }
    }

    @Test
    void tellsThatAllComesAgainWithoutTheCommitRecords() {
        // Given
        ArchiveFile once = new ArchiveFile("t", 0, "k", "e", 1, 40, 0, ".jsonl", true, Optional.empty());

        try (LogLines log = LogLines.capture()) {
            // When
            notes.published(PARTITION, published(List.of(once), List.of()), 1);

            // Then
            assertThat(log.contains("set ledger.id=none and another restore.topic.name"))
                    .isTrue();
        }
    }
}
