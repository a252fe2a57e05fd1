package io.penstock.quickstart.city;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A bus that drives its line up and down for ever. Asked at the same times, a vehicle of the same seed reports the same.
 *
 * <p>Thread-confined: it remembers its last report.
 */
public final class Vehicle {

    private static final ZoneId ZONE = ZoneId.of("Europe/Helsinki");
    private static final DateTimeFormatter START = DateTimeFormatter.ofPattern("HH:mm");

    private final int operator;
    private final int number;
    private final Line line;
    private final boolean doorSensor;
    private final boolean odometer;
    private final SplittableRandom random;

    private Trip trip;
    private String startLabel;
    private String operatingDay;
    private int occupancy;
    private long last = Long.MIN_VALUE;
    private Geohash lastGeohash = new Geohash(0, 0);
    private String lastNextStop = "";

    /**
     * @param operator one to four digits
     * @param number one to five digits, unique per operator
     * @param now when the city begins, milliseconds since the epoch; the vehicle is somewhere on a trip then
     * @param random decides the vehicle's equipment and all its trips
     */
    Vehicle(int operator, int number, Line line, long now, SplittableRandom random) {
        this.operator = operator;
        this.number = number;
        this.line = line;
        this.random = random;
        this.doorSensor = random.nextInt(5) > 0;
        this.odometer = random.nextInt(10) > 0;
        int direction = random.nextInt(1, 3);
        Trip planned = Trip.plan(line.route(direction), random.nextInt(1, 400), now, random);
        long begun = random.nextLong(planned.end() - planned.start());
        // Planned a second time rather than shifted: a trip is immutable.
        this.trip = Trip.plan(planned.route(), planned.number(), now - begun, random);
        this.startLabel = label(trip);
        this.operatingDay = day(trip);
    }

    public int operator() {
        return operator;
    }

    public int number() {
        return number;
    }

    /** Time of the last report, milliseconds since the epoch; far in the past if there is none. */
    public long lastReport() {
        return last;
    }

    /**
     * The vehicle's report at a time.
     *
     * @param time milliseconds since the epoch
     * @throws IllegalArgumentException if it is not after the last report: an id would repeat
     */
    public VehiclePosition report(long time) {
        if (time <= last) {
            throw new IllegalArgumentException("vehicle " + operator + "/" + number + " has reported at " + last
                    + " and cannot report at " + time);
        }
        last = time;
        while (time >= trip.end()) {
            beginNextTrip();
        }
        Route route = trip.route();
        Trip.Motion motion = trip.at(time);
        boolean blind = !motion.standing() && route.inTunnel(motion.stop());
        Stop left = route.stops().get(motion.stop());
        Geohash geohash = blind
                ? Geohash.of(left.latitude(), left.longitude())
                : Geohash.of(motion.latitude(), motion.longitude());
        String nextStop = motion.stop() == route.legs()
                ? "EOL"
                : Integer.toString(route.stops().get(motion.stop() + 1).id());
        int level = blind || !nextStop.equals(lastNextStop) ? 0 : geohash.firstDifference(lastGeohash);
        lastGeohash = geohash;
        lastNextStop = nextStop;
        return new VehiclePosition(
                route.designation(),
                Integer.toString(route.direction()),
                operator,
                number,
                time,
                rounded(motion.speed(), 100),
                unless(blind, motion.heading()),
                unless(blind, rounded(motion.latitude(), 1_000_000)),
                unless(blind, rounded(motion.longitude(), 1_000_000)),
                unless(motion.standing(), rounded(motion.acceleration(), 100)),
                -motion.late(),
                unless(!odometer, (int) motion.odometer()),
                unless(!doorSensor, motion.standing() ? 1 : 0),
                operatingDay,
                trip.number(),
                route.line(),
                startLabel,
                blind ? "N/A" : "GPS",
                unless(!motion.standing(), left.id()),
                route.id(),
                occupancy,
                route.headsign(),
                nextStop,
                level,
                geohash.path());
    }

    private void beginNextTrip() {
        Trip past = trip;
        trip = Trip.plan(line.route(3 - past.route().direction()), past.number() + 1, past.end(), random);
        startLabel = label(trip);
        operatingDay = day(trip);
        occupancy = random.nextInt(0, 20) * 5;
    }

    private static <T> @Nullable T unless(boolean unknown, T value) {
        return unknown ? null : value;
    }

    private static double rounded(double value, int units) {
        return (double) Math.round(value * units) / units;
    }

    private static String label(Trip trip) {
        return START.format(local(trip));
    }

    private static String day(Trip trip) {
        return local(trip).toLocalDate().toString();
    }

    private static ZonedDateTime local(Trip trip) {
        return Instant.ofEpochMilli(trip.start()).atZone(ZONE);
    }
}
