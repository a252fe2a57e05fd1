package io.penstock.quickstart.cli;

import io.penstock.quickstart.city.City;
import io.penstock.quickstart.parts.Home;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a run is to do.
 *
 * @param rate messages a second over all vehicles, 0 for as many as the pipeline takes
 * @param vehicles of the city
 * @param messages after how many to stop; endless if empty
 * @param seed of the city
 * @param json where to write the reconciliation
 * @param keep where data and logs stay
 */
record Settings(
        Home home,
        long rate,
        int vehicles,
        OptionalLong messages,
        long seed,
        Optional<Path> json,
        Optional<Path> keep,
        OptionalInt mqttPort,
        OptionalInt postgresqlPort,
        OptionalInt s3Port) {

    /** A vehicle's reports differ by their milliseconds. */
    private static final int MOST_PER_VEHICLE = 1000;

    private static final int LAST_PORT = 65_535;

    /** Everything that is wrong with the numbers, one line each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (vehicles < 1 || vehicles > City.MOST_VEHICLES) {
            problems.add("--vehicles " + vehicles + " is not between 1 and " + City.MOST_VEHICLES);
        } else if (rate < 0) {
            problems.add("--rate " + rate + " is negative; 0 means as fast as the pipeline takes them");
        } else if (rate > (long) vehicles * MOST_PER_VEHICLE) {
            problems.add("--rate " + rate + " is too much for " + vehicles + " vehicles, which report at most "
                    + MOST_PER_VEHICLE + " times a second each; use more --vehicles or a lower --rate");
        }
        if (messages.isPresent() && messages.getAsLong() < 1) {
            problems.add("--messages " + messages.getAsLong() + " is less than 1; leave it out to run until Ctrl-C");
        }
        port(problems, "--mqtt-port", mqttPort);
        port(problems, "--postgresql-port", postgresqlPort);
        port(problems, "--s3-port", s3Port);
        return problems;
    }

    private static void port(List<String> problems, String option, OptionalInt port) {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > LAST_PORT)) {
            problems.add(option + " " + port.getAsInt() + " is not between 1 and " + LAST_PORT);
        }
    }
}
