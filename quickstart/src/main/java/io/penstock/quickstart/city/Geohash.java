package io.penstock.quickstart.city;

/**
 * The feed's own geohash: the whole degrees, then the first three decimals of both coordinates in pairs. Topic filters on
 * its levels select squares of the map.
 *
 * @param latitude hundred-thousandths of a degree, not negative
 * @param longitude hundred-thousandths of a degree, not negative
 */
record Geohash(int latitude, int longitude) {

    private static final int SCALE = 100_000;
    private static final int DIGITS = 5;

    static Geohash of(double latitude, double longitude) {
        return new Geohash((int) (latitude * SCALE), (int) (longitude * SCALE));
    }

    /** Such as {@code 60;24/19/73/44} for 60.174, 24.934. */
    String path() {
        StringBuilder path = new StringBuilder(16);
        path.append(latitude / SCALE).append(';').append(longitude / SCALE);
        for (int digit = 1, unit = SCALE / 10; digit <= 3; digit++, unit /= 10) {
            path.append('/').append(latitude / unit % 10).append(longitude / unit % 10);
        }
        return path.toString();
    }

    /** Position of the first decimal that differs, 0 if a whole degree does, 5 if none of the first four does. */
    int firstDifference(Geohash other) {
        for (int digit = 0, unit = SCALE; digit < DIGITS; digit++, unit /= 10) {
            if (latitude / unit != other.latitude / unit || longitude / unit != other.longitude / unit) {
                return digit;
            }
        }
        return DIGITS;
    }
}
