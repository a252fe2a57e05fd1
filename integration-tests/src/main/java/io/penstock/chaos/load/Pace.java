package io.penstock.chaos.load;

/**
 * How fast each publisher goes. What could not be sent in time, because too much was unacknowledged, is not made up for.
 *
 * @param messagesPerSecond at most
 * @param window the most messages that may be unacknowledged
 */
public record Pace(int messagesPerSecond, int window) {

    public static final Pace DEFAULT = new Pace(60, 200);

    public Pace {
        if (messagesPerSecond < 1 || window < 1) {
            throw new IllegalArgumentException("a pace needs at least 1 message a second and a window of 1");
        }
    }
}
