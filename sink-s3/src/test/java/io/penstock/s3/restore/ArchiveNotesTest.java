package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testkit.junit.LogLines;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ArchiveNotesTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final ArchiveNotes notes = new ArchiveNotes();

    private static PublishedFiles published(LeftOut unlisted, LeftOut missing) {
        return new PublishedFiles(List.of(), 0, 100, LeftOut.NONE, unlisted, missing, LeftOut.NONE);
    }

    @Test
    void tellsHowAFileThatWasAwayIsRestoredWhenWhatFollowsItIsAlready() {
        // Given
        LeftOut away = new LeftOut(1, 40);

        try (LogLines log = LogLines.capture()) {
            // When
            notes.published(PARTITION, published(LeftOut.NONE, away), 0);

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
        LeftOut once = new LeftOut(1, 40);

        try (LogLines log = LogLines.capture()) {
            // When
            notes.published(PARTITION, published(once, LeftOut.NONE), 1);

            // Then
            assertThat(log.contains("set ledger.id=none and another restore.topic.name"))
                    .isTrue();
        }
    }
}
