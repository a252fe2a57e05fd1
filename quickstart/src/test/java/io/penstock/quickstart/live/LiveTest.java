package io.penstock.quickstart.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveTest {

    @Test
    void theLineSaysWhereTheMessagesAre() {
        // Given
        Sample before = new Sample(1_000, 900, 800, 1, 500, 0, Delay.NONE);
        Sample now = new Sample(2_500, 2_400, 2_300, 3, 2_000, 7, new Delay(900, 640, 1_130));

        // When
        String line = LiveLine.format(Duration.ofSeconds(75), now, before, Duration.ofMillis(1_500));

        // Then
        assertThat(line)
                .isEqualTo("01:15 published 2,500 (1,000/s) | kafka 2,400 | postgresql 2,300 | s3 2,000 in 3 objects"
                        + " | dead 7 | delay p50 0.6 p99 1.1 s");
    }

    @Test
    void noNewRowsHaveNoDelay() {
        // Given
        Sample sample = new Sample(1, 1, 1, 1, 1, 0, Delay.NONE);

        // When
        String line = LiveLine.format(Duration.ZERO, sample, sample, Duration.ZERO);

        // Then
        assertThat(line).endsWith("delay -");
    }

    @Test
    void delaysAreRanks() {
        // Given
        long[] millis = LongStream.rangeClosed(1, 200).map(i -> 201 - i).toArray();

        // When
        Delay delay = Delay.of(millis);

        // Then
        assertThat(delay).isEqualTo(new Delay(200, 100, 198));
        assertThat(Delay.of(new long[] {5})).isEqualTo(new Delay(1, 5, 5));
    }

    @Test
    void aDeadLetterIsNotWaitedFor() {
        assertThat(new Sample(10, 10, 9, 1, 10, 1, Delay.NONE).caughtUp()).isTrue();
        assertThat(new Sample(10, 10, 9, 1, 10, 0, Delay.NONE).caughtUp()).isFalse();
        assertThat(new Sample(10, 9, 10, 1, 10, 0, Delay.NONE).caughtUp()).isFalse();
    }

    @Test
    void theLiveLineIsOverwrittenOnlyOnATerminalThatIsWideEnough() {
        // Given
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        ByteArrayOutputStream piped = new ByteArrayOutputStream();

        // When
        print(new Terminal(new PrintStream(seen, true, StandardCharsets.UTF_8), 10));
        print(new Terminal(new PrintStream(piped, true, StandardCharsets.UTF_8), 0));

        // Then
        String end = System.lineSeparator();
        assertThat(seen.toString(StandardCharsets.UTF_8))
                .isEqualTo("\rlonger\rshort " + end + "longer than ten" + end + "done" + end);
        assertThat(piped.toString(StandardCharsets.UTF_8))
                .isEqualTo("longer" + end + "short" + end + "longer than ten" + end + "done" + end);
    }

    private static void print(Terminal terminal) {
        terminal.live("longer");
        terminal.live("short");
        terminal.live("longer than ten");
        terminal.say("done");
    }
}
