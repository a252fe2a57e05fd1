package io.penstock.s3.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MomentWindowTest {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long NOON = Instant.parse("2026-11-22T12:00:00Z").toEpochMilli();

    private final MomentWindow window =
            new MomentWindow(Optional.of(new RecordTime(Duration.ofHours(1), ZoneOffset.UTC)));

    @Test
    void endsWithTheHourWhereverItsFirstRecordIs() {
        window.entered(NOON + HOUR / 2);
        assertThat(window.endsBefore(NOON + HOUR - 1)).isFalse();
        assertThat(window.endsBefore(NOON + HOUR)).isTrue();
        assertThat(window.endsBefore(null)).isFalse();
    }

    @Test
    void letsNoLateRecordEndAnything() {
        window.entered(NOON);
        window.batchEnded();
        window.entered(NOON - 5 * HOUR); // the first of the next batch
        assertThat(window.endsBefore(NOON + HOUR - 1)).isFalse();
        assertThat(window.endsBefore(NOON - HOUR)).isFalse();
        window.entered(NOON);
        assertThat(window.endsBefore(NOON + HOUR)).isTrue();
    }

    @Test
    void forgetsARecordFarAheadAfterABatchWithoutSuch() {
        window.entered(NOON + 100_000 * HOUR);
        window.batchEnded();
        window.entered(NOON);
        assertThat(window.endsBefore(NOON + HOUR)).isFalse();
        window.batchEnded();
        window.entered(NOON);
        assertThat(window.endsBefore(NOON + HOUR)).isTrue();
    }

    @Test
    void goesByTheClockOfItsZone() {
        RecordTime days = new RecordTime(Duration.ofDays(1), ZoneId.of("Europe/Helsinki"));
        assertThat(Instant.ofEpochMilli(days.end(NOON))).isEqualTo("2026-11-22T22:00:00Z");
        // The hour that comes twice ends nothing twice as long.
        RecordTime hours = new RecordTime(Duration.ofHours(1), ZoneId.of("Europe/Helsinki"));
        assertThat(Instant.ofEpochMilli(
                        hours.end(Instant.parse("2026-10-25T00:30:00Z").toEpochMilli())))
                .isEqualTo("2026-10-25T01:00:00Z");
        assertThat(Instant.ofEpochMilli(
                        hours.end(Instant.parse("2026-10-25T01:30:00Z").toEpochMilli())))
                .isEqualTo("2026-10-25T02:00:00Z");
        assertThat(Instant.ofEpochMilli(
                        hours.end(Instant.parse("1965-03-02T01:30:00Z").toEpochMilli())))
                .isEqualTo("1965-03-02T02:00:00Z");
    }

    @Test
    void countsMoreThanADayFromTheFirstRecord() {
        RecordTime week = new RecordTime(Duration.ofDays(7), ZoneOffset.UTC);
        assertThat(Instant.ofEpochMilli(week.end(NOON))).isEqualTo("2026-11-29T12:00:00Z");
    }

    @Test
    void ignoresRecordTimeWhenNotAskedTo() {
        MomentWindow none = new MomentWindow(Optional.empty());
        none.entered(NOON);
        assertThat(none.endsBefore(Long.MAX_VALUE)).isFalse();
    }
}
