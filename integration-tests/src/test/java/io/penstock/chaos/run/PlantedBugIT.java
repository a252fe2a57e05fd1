package io.penstock.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.MessageKind;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.PlantedBug;
import io.penstock.testkit.kafka.WorkerVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a mistake in a connector to a breach in the report, without any fault. */
// Ends a hang, not a slow run.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PlantedBugIT {

    /** Soon enough for a machine that sends at a tenth of the pace. */
    private static final int EARLY = 100;

    @Test
    void aStaleLineAfterPoisonIsSeenOnTheHopOfThatSink() throws Exception {
        // Given
        PlantedBug bug = PlantedBug.STALE_LINE_AFTER_POISON;
        Path target = Path.of("target").toAbsolutePath();
        Settings settings = new Settings(
                seedWithAnEarlyTombstone(),
                Duration.ofSeconds(25),
                new Topology(Profile.S3, 1, 2),
                WorkerVersion.V4_3_1,
                Optional.of(new Schedule(List.of())),
                Optional.of(bug),
                Path.of("..").toAbsolutePath().normalize(),
                target.resolve("plugin-zips"),
                "",
                target.resolve("chaos").resolve("it-planted"));

        // When
        ChaosReport report = new ChaosRun(settings, System.out::println).run();

        // Then
        ReportText.of(report).forEach(System.out::println);
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.shows(bug)).isTrue();
        assertThat(report.troubles()).isEmpty();
        assertThat(report.seconds()).isGreaterThanOrEqualTo(25);
        assertThat(report.breaches()).allMatch(breach -> breach.startsWith("kafka → s3-"));
    }

    private static long seedWithAnEarlyTombstone() {
        return LongStream.range(0, 10_000)
                .filter(seed -> earlyTombstones(new MessageFactory(seed)) >= 1)
                .findFirst()
                .orElseThrow();
    }

    private static long earlyTombstones(MessageFactory factory) {
        return IntStream.range(0, MessageFactory.PUBLISHERS)
                .mapToLong(publisher -> LongStream.range(1, EARLY)
                        .filter(sequence -> factory.kind(new MessageId(publisher, sequence)) == MessageKind.TOMBSTONE)
                        .count())
                .sum();
    }
}
