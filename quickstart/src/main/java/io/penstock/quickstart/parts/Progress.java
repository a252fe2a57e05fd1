package io.penstock.quickstart.parts;

/** Told, from any thread, what has come so far. */
@FunctionalInterface
public interface Progress {

    /** @param millis how long it took */
    void ready(String part, long millis, String where);
}
