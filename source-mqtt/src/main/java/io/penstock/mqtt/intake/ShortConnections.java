package io.penstock.mqtt.intake;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices a broker that accepts connections and ends each within seconds, without a reason. So it looks where two clients have one client id and the broker does not tell of a takeover: MQTT 3.1.1 has no word for it, and
 * mosquitto 2.0.11 does not use that of MQTT 5. Confined to the reader's thread.
 */
final class ShortConnections {
    private static final Duration SHORT = Duration.ofSeconds(10);

    /** One or two are seen when a broker starts again. */
    private static final int SEVERAL = 3;

    private final LongSupplier ticker;
    private boolean accepted;
    private long since;
    private int inARow;

    /** @param ticker nanoseconds, monotonic */
    ShortConnections(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** CONNACK. */
    void accepted() {
        accepted = true;
        since = ticker.getAsLong();
    }

    /**
     * A connection, or an attempt at one, has ended.
     *
     * @param silently whether nobody said why
     * @return whether to speak of it now: once, until a connection holds on
     */
    boolean ended(boolean silently) {
        if (!accepted) {
            return false;
        }
        accepted = false;
        inARow = silently && ticker.getAsLong() - since < SHORT.toNanos() ? inARow + 1 : 0;
        return inARow == SEVERAL;
    }
}
