package io.penstock.chaos.plan;

import java.util.Locale;

/**
 * One planned fault.
 *
 * @param atMillis since the traffic began
 * @param target a name of the {@link Topology}
 * @param durationMillis until it is undone; 0 where there is nothing to undo
 */
public record FaultEvent(long atMillis, FaultKind kind, String target, long durationMillis, Moment moment) {

    /** Always the same number, not negative, for the same event: settles what the schedule does not say, such as how long a delay is. */
    public int variant() {
        long mixed = atMillis * 31 + kind.name().hashCode();
        mixed = mixed * 31 + target.hashCode();
        mixed = mixed * 31 + durationMillis;
        // The finaliser of MurmurHash3, so that neighbours differ.
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return (int) (mixed >>> 33);
    }

    /** {@code 12.4 s  KILL worker-2 for 3.0 s in the middle of COMMIT}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f s  %s", atMillis / 1000.0, describe());
    }

    /** Without the time. */
    public String describe() {
        String what = kind + " " + target;
        if (durationMillis > 0) {
            what += String.format(Locale.ROOT, " for %.1f s", durationMillis / 1000.0);
        }
        return moment == Moment.ANY ? what : what + " in the middle of " + moment;
    }
}
