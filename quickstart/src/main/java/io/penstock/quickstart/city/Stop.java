package io.penstock.quickstart.city;

/**
 * A bus stop.
 *
 * @param id unique in the city, seven digits as in the feed
 * @param latitude degrees, WGS 84
 * @param longitude degrees, WGS 84
 */
record Stop(int id, double latitude, double longitude) {

    private static final double METRES_PER_DEGREE = 111_195;

    /** Metres as the crow flies; flat, which is good enough between two stops. */
    double metresTo(Stop other) {
        double north = (other.latitude - latitude) * METRES_PER_DEGREE;
        double east = (other.longitude - longitude) * METRES_PER_DEGREE * Math.cos(Math.toRadians(latitude));
        return Math.hypot(north, east);
    }

    /** Compass heading towards another stop, whole degrees from 0 (north) to 359. */
    int headingTo(Stop other) {
        double north = other.latitude - latitude;
        double east = (other.longitude - longitude) * Math.cos(Math.toRadians(latitude));
        return Math.floorMod(Math.round(Math.toDegrees(Math.atan2(east, north))), 360);
    }
}
