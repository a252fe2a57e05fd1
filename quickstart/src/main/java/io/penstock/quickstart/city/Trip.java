package io.penstock.quickstart.city;

import java.util.random.RandomGenerator;

/**
 * One drive along a route, planned once: when the vehicle arrives at and leaves each stop. Where it is at a time is then a
 * closed formula, so that the city does not depend on how often it is asked.
 *
 * <p>Immutable. Times are milliseconds since the epoch, of the city's own clock.
 */
final class Trip {

    private static final double SCHEDULED_METRES_PER_SECOND = 7.2;
    private static final double SCHEDULED_DWELL_SECONDS = 15;

    private final Route route;
    private final int number;
    private final long start;
    private final long[] arrivals;
    private final long[] departures;
    private final double[] odometer;

    private Trip(Route route, int number, long start, long[] arrivals, long[] departures, double[] odometer) {
        this.route = route;
        this.number = number;
        this.start = start;
        this.arrivals = arrivals;
        this.departures = departures;
        this.odometer = odometer;
    }

    /**
     * Plans the speeds and dwell times of a trip.
     *
     * @param number the journey's number on its day
     * @param start when the doors are opened at the first stop
     * @param random decides speeds and dwell times
     */
    static Trip plan(Route route, int number, long start, RandomGenerator random) {
        int stops = route.stops().size();
        long[] arrivals = new long[stops];
        long[] departures = new long[stops];
        double[] odometer = new double[stops];
        arrivals[0] = start;
        departures[0] = start + 1000L * random.nextInt(60, 180);
        for (int stop = 1; stop < stops; stop++) {
            double metres = route.stops().get(stop - 1).metresTo(route.stops().get(stop));
            double metresPerSecond = random.nextDouble(5.5, 10.5);
            odometer[stop] = odometer[stop - 1] + metres;
            arrivals[stop] = departures[stop - 1] + Math.max(1000, Math.round(1000 * metres / metresPerSecond));
            departures[stop] = arrivals[stop] + 1000L * random.nextInt(5, 40);
        }
        return new Trip(route, number, start, arrivals, departures, odometer);
    }

    Route route() {
        return route;
    }

    int number() {
        return number;
    }

    long start() {
        return start;
    }

    /** When the vehicle is free for its next trip. */
    long end() {
        return departures[departures.length - 1];
    }

    /**
     * Where and how fast the vehicle is.
     *
     * @param time clamped to the trip's duration
     */
    Motion at(long time) {
        int stop = lastReached(time);
        if (time <= departures[stop] || stop == route.legs()) {
            return standing(stop, time);
        }
        return driving(stop, time);
    }

    private int lastReached(long time) {
        int stop = 0;
        while (stop < route.legs() && time >= arrivals[stop + 1]) {
            stop++;
        }
        return stop;
    }

    private Motion standing(int stop, long time) {
        Stop here = route.stops().get(stop);
        int heading = stop < route.legs()
                ? here.headingTo(route.stops().get(stop + 1))
                : route.stops().get(stop - 1).headingTo(here);
        double late = (time - scheduledDeparture(stop)) / 1000.0;
        return new Motion(stop, true, here.latitude(), here.longitude(), heading, 0, 0, odometer[stop], (int)
                Math.max(late, lateAtArrival(stop)));
    }

    private Motion driving(int leg, long time) {
        Stop from = route.stops().get(leg);
        Stop to = route.stops().get(leg + 1);
        double seconds = (arrivals[leg + 1] - departures[leg]) / 1000.0;
        double phase = (time - departures[leg]) / 1000.0 / seconds;
        double metres = odometer[leg + 1] - odometer[leg];
        // A cosine for the speed: it leaves and reaches each stop standing still, without a jump in acceleration.
        double way = phase - Math.sin(2 * Math.PI * phase) / (2 * Math.PI);
        double speed = metres / seconds * (1 - Math.cos(2 * Math.PI * phase));
        double acceleration = metres / (seconds * seconds) * 2 * Math.PI * Math.sin(2 * Math.PI * phase);
        double late = lateAtDeparture(leg) + (lateAtArrival(leg + 1) - lateAtDeparture(leg)) * phase;
        return new Motion(
                leg,
                false,
                from.latitude() + (to.latitude() - from.latitude()) * way,
                from.longitude() + (to.longitude() - from.longitude()) * way,
                from.headingTo(to),
                speed,
                acceleration,
                odometer[leg] + metres * way,
                (int) late);
    }

    private double lateAtArrival(int stop) {
        return (arrivals[stop] - scheduledDeparture(stop)) / 1000.0 + SCHEDULED_DWELL_SECONDS;
    }

    private double lateAtDeparture(int stop) {
        return (departures[stop] - scheduledDeparture(stop)) / 1000.0;
    }

    private long scheduledDeparture(int stop) {
        double seconds = 120 + odometer[stop] / SCHEDULED_METRES_PER_SECOND + stop * SCHEDULED_DWELL_SECONDS;
        return start + Math.round(1000 * seconds);
    }

    /**
     * The state of a moving vehicle.
     *
     * @param stop index of the stop it stands at, or of the one it left last
     * @param standing whether it stands at that stop, doors open
     * @param heading whole degrees
     * @param speed metres a second
     * @param acceleration metres a second squared
     * @param odometer metres since the first stop
     * @param late seconds behind the schedule, negative when ahead
     */
    record Motion(
            int stop,
            boolean standing,
            double latitude,
            double longitude,
            int heading,
            double speed,
            double acceleration,
            double odometer,
            int late) {}
}
