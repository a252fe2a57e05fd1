package io.penstock.chaos.run;

import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.PlantedBug;
import io.penstock.testkit.kafka.WorkerVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run is to do.
 *
 * @param seed of messages and faults
 * @param length of the traffic with faults; start and settling come on top
 * @param schedule instead of the one that the seed draws
 * @param home the repository, for sources to plant a bug in
 * @param zips directory of the packaged plugins
 * @param commit of what is run, empty where that is not known
 * @param directory for data and logs of this run, emptied first
 */
public record Settings(
        long seed,
        Duration length,
        Topology topology,
        WorkerVersion version,
        Optional<Schedule> schedule,
        Optional<PlantedBug> plantedBug,
        Path home,
        Path zips,
        String commit,
        Path directory) {

    /** The same elsewhere. */
    public Settings in(Path other) {
        return new Settings(seed, length, topology, version, schedule, plantedBug, home, zips, commit, other);
    }
}
