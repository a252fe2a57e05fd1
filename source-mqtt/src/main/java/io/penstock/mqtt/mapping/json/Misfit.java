package io.penstock.mqtt.mapping.json;

import io.penstock.mqtt.error.WireText;

/** A value, or a schema, is not what it should be. The message names the place and what was expected, never the value. */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Of a place: names of fields are the publisher's, and may be as long as payloads. */
    private static final int MAX_CHARS = 200;

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
        String name = WireText.of(field);
        String whole = place.isEmpty() ? name : name + "." + place;
        return new Misfit(whole.length() > MAX_CHARS ? whole.substring(0, MAX_CHARS) : whole, why);
    }
}
