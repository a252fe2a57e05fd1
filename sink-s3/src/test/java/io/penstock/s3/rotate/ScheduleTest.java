package io.penstock.s3.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

    @ParameterizedTest
    @CsvSource({
        "PT1H,UTC,2026-11-22T12:15:00Z,2026-11-22T13:00:00Z",
        "PT1H,UTC,2026-11-22T13:00:00Z,2026-11-22T14:00:00Z",
        "PT1H,UTC,2026-11-22T12:59:59.999Z,2026-11-22T13:00:00Z",
        "PT24H,Europe/Helsinki,2026-11-22T12:15:00Z,2026-11-22T22:00:00Z",
        "PT1H,Asia/Kolkata,2026-11-22T12:15:00Z,2026-11-22T12:30:00Z",
        // An interval that does not divide a day
        "PT7H,UTC,2026-11-22T22:00:00Z,2026-11-23T00:00:00Z",
        // 23 and 25 hours
        "PT24H,Europe/Helsinki,2026-03-29T10:00:00Z,2026-03-29T21:00:00Z",
        "PT24H,Europe/Helsinki,2026-10-25T10:00:00Z,2026-10-25T22:00:00Z",
        "PT12H,Europe/Helsinki,2026-10-25T10:00:00Z,2026-10-25T22:00:00Z",
        "PT12H,Europe/Helsinki,2026-10-25T09:59:00Z,2026-10-25T10:00:00Z",
        // The hour that comes twice: 03:10 for the first and the second time
        "PT30M,Europe/Helsinki,2026-10-25T00:10:00Z,2026-10-25T00:30:00Z",
        "PT30M,Europe/Helsinki,2026-10-25T01:10:00Z,2026-10-25T01:30:00Z",
        "PT30M,Europe/Helsinki,2026-10-25T00:30:00Z,2026-10-25T01:00:00Z",
        "PT1H,Europe/Helsinki,2026-10-25T00:00:00Z,2026-10-25T01:00:00Z",
        "PT1H,Europe/Helsinki,2026-10-25T01:00:00Z,2026-10-25T02:00:00Z",
        "PT2H,Europe/Helsinki,2026-10-25T00:30:00Z,2026-10-25T02:00:00Z",
        // The hour before midnight twice
        "PT1H,America/Asuncion,2024-03-24T02:10:00Z,2024-03-24T03:00:00Z",
        "PT24H,America/Asuncion,2024-03-24T02:10:00Z,2024-03-24T04:00:00Z",
        // A day that begins at one o'clock
        "PT24H,America/Asuncion,2024-10-06T02:00:00Z,2024-10-06T04:00:00Z"
    })
    void endsFilesAtTheZonesTimes(Duration interval, String zone, Instant after, Instant next) {
        assertThat(new Schedule(interval, ZoneId.of(zone)).next(after)).isEqualTo(next);
    }
}
