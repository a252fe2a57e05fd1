package io.penstock.mqtt.mapping.json;

/** A value, or a schema, is not what it should be. The message names the place and what was expected, never the value. */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String place;
    private final String why;

    Misfit(String why) {
        this("", why);
    }

    private Misfit(String place, String why) {
        super(place.isEmpty() ? why : place + ": " + why, null, false, false);
        this.place = place;
        this.why = why;
    }

    /** The same, seen from one level up. */
    Misfit in(String field) {
        return new Misfit(place.isEmpty() ? field : field + "." + place, why);
    }
}
