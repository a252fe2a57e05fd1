package io.penstock.s3.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.offset.Position;
import io.penstock.s3.chain.ChainReply.StoredElement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlushingTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final ChainReply DONE = new ChainReply.Done();

    private final Flushing flushing = new Flushing(
            new Tail(7, Optional.of(NOW), Position.noOpinion(0)),
            new Element(
                    "batch",
                    Element.Kind.BATCH,
                    new Position(0, 100, Optional.empty()),
                    Stream.of(11, 22, 33).map(FlushingTest::file).toList()),
            Duration.ofDays(7));

    private static ChainFile file(long firstOffset) {
        DataFile file = new DataFile(
                "data/" + firstOffset, "f" + firstOffset, "text/plain", Optional.empty(), firstOffset, 1, 1, Map.of());
        return new ChainFile.Uploaded(file, "u" + firstOffset, List.of());
    }

    private static ChainRequest visible(long firstOffset) {
        return new ChainRequest.Materialise(file(firstOffset));
    }

    @BeforeEach
    void appends() {
        assertThat(flushing.abreast()).hasSize(1).allMatch(ChainRequest.Append.class::isInstance);
        flushing.answer(flushing.abreast().get(0), new ChainReply.Appended(Optional.of(NOW)));
    }

    @Test
    void isOverWhenAllFilesAreVisibleInWhateverOrder() {
        // Given
        assertThat(flushing.abreast()).containsExactly(visible(11), visible(22), visible(33));

        // When
        flushing.answer(visible(33), DONE);
        flushing.answer(visible(11), DONE);

        // Then
        assertThat(flushing.abreast()).containsExactly(visible(22));
        flushing.answer(visible(22), DONE);
        assertThat(flushing.abreast()).isEmpty();
        assertThat(flushing.fenced()).isFalse();
        assertThat(flushing.tail().sequence()).isEqualTo(8);
    }

    /** Answers of those that were under way with it come after, and lead nowhere else. */
    @Test
    void namesTheFileWhoseUploadIsGone() {
        // When
        flushing.answer(visible(22), new ChainReply.UploadGone());
        flushing.answer(visible(33), DONE);

        // Then
        assertThat(flushing.abreast()).containsExactly(new ChainRequest.ListChain());
        assertThatThrownBy(() -> flushing.answer(
                        new ChainReply.Listing(List.of(new StoredElement(8, NOW)), List.of(), Optional.of(NOW))))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("from offset 22 on");
    }

    @Test
    void isFencedWhereAnHeirHasCompletedAnUploadAndItsObjectIsMoved() {
        // When
        flushing.answer(visible(22), new ChainReply.UploadGone());
        flushing.answer(visible(11), new ChainReply.UploadGone());
        flushing.answer(new ChainReply.Listing(List.of(new StoredElement(9, NOW)), List.of(), Optional.of(NOW)));

        // Then
        assertThat(flushing.abreast()).isEmpty();
        assertThat(flushing.fenced()).isTrue();
    }
}
