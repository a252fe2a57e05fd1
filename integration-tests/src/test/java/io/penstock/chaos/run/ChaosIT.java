package io.penstock.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Topology;
import io.penstock.testkit.kafka.WorkerVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One fixed seed over the whole pipeline, as {@code bin/chaos --seed 3 --minutes 1} runs it. */
// Ends a hang, not a slow run.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ChaosIT {

    private static final long SEED = 3;
    private static final int LEAST_FAULTS = 12;

    @Test
    void thePipelineKeepsItsPromisesUnderTheFaultsOfAFixedSeed() throws Exception {
        // Given
        Path target = Path.of("target").toAbsolutePath();
        Settings settings = new Settings(
                SEED,
                Duration.ofMinutes(1),
                new Topology(Profile.ALL, 3, 3, true),
                WorkerVersion.V4_3_1,
                Optional.empty(),
                Optional.empty(),
                Path.of("..").toAbsolutePath().normalize(),
                target.resolve("plugin-zips"),
                "",
                target.resolve("chaos").resolve("it-" + SEED));

        // When
        ChaosReport report = new ChaosRun(settings, System.out::println).run();

        // Then
        ReportText.of(report).forEach(System.out::println);
        assertThat(report.breaches()).isEmpty();
        assertThat(report.verdict()).as("%s", report.troubles()).isEqualTo(Verdict.KEPT);
        assertThat(report.struck()).isGreaterThanOrEqualTo(LEAST_FAULTS);
        assertThat(report.struckMidFlight())
                .as("faults in the middle of something")
                .isPositive();
        assertThat(report.hops()).hasSize(7).extracting(Hop::due).allMatch(due -> due > 0);
    }
}
