package io.penstock.quickstart.parts;

import io.penstock.testkit.process.FreePorts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the parts listen, all on loopback.
 *
 * @param mqtt of the MQTT broker
 * @param postgresql of PostgreSQL
 * @param s3 of the S3 store
 */
public record Ports(int mqtt, int postgresql, int s3) {

    /** Those that were asked for, and free ones for the others. */
    public static Ports choose(OptionalInt mqtt, OptionalInt postgresql, OptionalInt s3) {
        return new Ports(
                mqtt.orElseGet(FreePorts::next), postgresql.orElseGet(FreePorts::next), s3.orElseGet(FreePorts::next));
    }

    /** What is wrong with them, if anything. */
    public Optional<String> conflict() {
        Map<Integer, String> taken = new LinkedHashMap<>();
        return conflict(taken, "--mqtt-port", mqtt)
                .or(() -> conflict(taken, "--postgresql-port", postgresql))
                .or(() -> conflict(taken, "--s3-port", s3));
    }

    private static Optional<String> conflict(Map<Integer, String> taken, String option, int port) {
        String other = taken.putIfAbsent(port, option);
        if (other != null) {
            return Optional.of("port " + port + " is given twice, by " + other + " and " + option);
        }
        return FreePorts.isFree(port)
                ? Optional.empty()
                : Optional.of("port " + port + " (" + option
                        + ") is in use by another program; stop that, or choose another port, or leave the option out");
    }
}
