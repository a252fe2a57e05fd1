package io.penstock.s3.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainReply.StoredElement;
import io.penstock.s3.chain.ChainReply.StoredIntent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OpeningTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Position POSITION = new Position(0, 100, Optional.empty());
    private static final Element BATCH = new Element("batch", Element.Kind.BATCH, POSITION, List.of(file(1), file(2)));

    private final AtomicInteger nonces = new AtomicInteger();
    private final Opening opening = Opening.claiming(() -> "n" + nonces.incrementAndGet(), Duration.ofDays(7));

    private static ChainFile file(int number) {
        DataFile file =
                new DataFile("data/" + number, "f" + number, "text/plain", Optional.empty(), number, 1, 1, Map.of());
        return new ChainFile.Inline(file, Content.of(("text " + number).getBytes(StandardCharsets.US_ASCII)));
    }

    private ChainRequest asked() {
        return opening.request().orElseThrow();
    }

    private void listed(StoredIntent... intents) {
        opening.answer(new ChainReply.Listing(
                List.of(new StoredElement(7, NOW.minusSeconds(60))), List.of(intents), Optional.of(NOW)));
    }

    private void found(Element element) {
        opening.answer(new ChainReply.Found(element, NOW));
    }

    private void appended() {
        opening.answer(new ChainReply.Appended(Optional.of(NOW)));
    }

    @Test
    void readsWhatItCarriesAgainBeforeTheNextAttemptToClaim() {
        // Given
        listed();
        found(BATCH);
        ChainRequest.Append first = (ChainRequest.Append) asked();
        // When
        opening.rest();
        // Then
        assertThat(asked()).isEqualTo(new ChainRequest.ReadElement(7));
        found(BATCH);
        assertThat(asked()).isEqualTo(first);
    }

    @Test
    void readsWhatIsLeftToFinishFromItsOwnClaim() {
        // Given
        listed();
        found(BATCH);
        Element claim = ((ChainRequest.Append) asked()).element();
        appended();
        assertThat(asked()).isEqualTo(new ChainRequest.Materialise(BATCH.files().get(0)));
        opening.answer(new ChainReply.Done());
        // When
        opening.rest();
        // Then
        assertThat(asked()).isEqualTo(new ChainRequest.ReadElement(8));
        found(claim);
        assertThat(asked()).isEqualTo(new ChainRequest.Materialise(BATCH.files().get(1)));
        opening.answer(new ChainReply.Done());
        assertThat(((ChainRequest.Append) asked()).element().kind()).isEqualTo(Element.Kind.SETTLED);
    }

    @Test
    void beginsAnewWhenWhatItCarriedIsGoneAfterARest() {
        // Given
        listed();
        found(BATCH);
        opening.rest();
        // When
        opening.answer(new ChainReply.Missing());
        // Then
        assertThat(asked()).isInstanceOf(ChainRequest.ListChain.class);
    }

    @Test
    void takesNoZombiesElementForTheOneThatItHadRead() {
        // Given
        listed();
        found(BATCH);
        appended();
        opening.rest();
        // When
        found(new Element("zombie", Element.Kind.BATCH, POSITION, BATCH.files()));
        // Then
        assertThat(asked()).isInstanceOf(ChainRequest.ListChain.class);
    }

    @Test
    void remembersFewOfAWeeksElements() {
        // Given one every five minutes
        Duration retention = Duration.ofDays(7);
        Instant first = NOW.minus(retention);
        List<StoredElement> week = LongStream.rangeClosed(1, 2_016)
                .mapToObj(number -> new StoredElement(number, first.plus(Duration.ofMinutes(5 * number))))
                .toList();
        // When
        opening.answer(new ChainReply.Listing(week, List.of(), Optional.of(NOW)));
        found(new Element("claim", Element.Kind.CLAIM, POSITION, List.of()));
        assertThat(((ChainRequest.Append) asked()).sequence()).isEqualTo(2_017);
        appended();
        // Then they are swept in time all the same
        assertThat(opening.request()).isEmpty();
        assertThat(opening.found()).hasSizeBetween(150, 250);
        Sweep sweep = new Sweep(retention, opening.found());
        for (long number = 1; number < 1_950; number++) {
            assertThat(sweep.next(first.plus(retention).plus(Duration.ofMinutes(5 * number + 300))))
                    .hasValue(number);
            sweep.swept();
        }
    }

    @Test
    void keepsWhatHoldsNoBytes() {
        // Given
        listed();
        found(new Element("claim", Element.Kind.CLAIM, POSITION, List.of()));
        ChainRequest append = asked();
        // When
        opening.rest();
        // Then
        assertThat(asked()).isEqualTo(append);
    }

    @Test
    void takesIdleIntentsAwayAfterADayAndOthersAfterTheRetention() {
        // Given
        Upload upload = new Upload("data/1", "u1");
        listed(
                new StoredIntent("young", NOW.minus(Duration.ofHours(23))),
                new StoredIntent("idle", NOW.minus(Duration.ofHours(25))),
                new StoredIntent("used", NOW.minus(Duration.ofHours(25))),
                new StoredIntent("old", NOW.minus(Duration.ofDays(8))));
        found(new Element("claim", Element.Kind.CLAIM, POSITION, List.of()));
        for (String intent : List.of("young", "idle", "used", "old")) {
            assertThat(asked()).isEqualTo(new ChainRequest.ListUploads(intent));
            opening.answer(new ChainReply.Uploads(intent.equals("used") ? List.of(upload) : List.of()));
        }
        // When
        appended();
        // Then
        for (ChainRequest cleaning : List.of(
                new ChainRequest.Abort(upload),
                new ChainRequest.DeleteIntent("idle"),
                new ChainRequest.DeleteIntent("old"))) {
            assertThat(asked()).isEqualTo(cleaning);
            opening.answer(new ChainReply.Done());
        }
        assertThat(opening.request()).isEmpty();
    }
}
