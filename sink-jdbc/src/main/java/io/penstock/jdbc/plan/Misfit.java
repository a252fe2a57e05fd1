package io.penstock.jdbc.plan;

/** A value cannot be stored in a column. The message says why and never holds the value: it reaches dead-letter headers. */
final class Misfit extends RuntimeException {

    Misfit(String why) {
        super(why, null, false, false);
    }
}
