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

    /** Of a request and its answer, which of the two the fault falls on. */
    public enum Side {
        /** Nobody has been asked yet. */
        REQUEST,
        /** What was asked for is done, and who asked for it does not know. */
        ANSWER
    }

    /** The side on which this fault interrupts something; always the same for the same event. */
    public Side side() {
        if (!moment.isAnswered()) {
            return Side.REQUEST;
        }
        return switch (kind) {
            // What is on its way back arrives all the same.
            case SWALLOW_REQUESTS -> Side.REQUEST;
            case SWALLOW_RESPONSES -> Side.ANSWER;
            // An answer that a service has sent arrives, whatever state the service is in.
            case FREEZE -> hitsWorker() ? drawnSide() : Side.REQUEST;
            case KILL, TERMINATE, CUT, REFUSE, SILENCE -> drawnSide();
            case DELAY, RESTART, PAUSE, STOP, MORE_TASKS, FEWER_TASKS, ADD_WORKER, REMOVE_WORKER -> Side.REQUEST;
        };
    }

    /** Twice as often the answer: what was done and is not known to be done is where exactly once is won or lost. */
    private Side drawnSide() {
        return variant() % 3 == 0 ? Side.REQUEST : Side.ANSWER;
    }

    /** Whether what was being sent when this struck never arrives. */
    public boolean losesWhatIsSent() {
        if (!kind.endsAProcess() || moment == Moment.ANY) {
            return false;
        }
        // What a process has written its system may still send, or its machine may be gone with it. A worker's own
        // ignorance dies with it; a
        // service's answer, let go, would tell the client what it must not know, whether it was obeyed.
        return hitsWorker() ? variant() / 3 % 2 == 0 : side() == Side.ANSWER;
    }

    /** Whether it may make a task of this connector end, move or try again: it hits the cluster, or what this connector talks to. */
    public boolean disturbs(String connector) {
        String end = target.substring(target.indexOf('>') + 1);
        return switch (end) {
            case Topology.MQTT, Topology.POSTGRES, Topology.STORE -> end.equals(Topology.serviceOf(connector));
            default -> true;
        };
    }

    /** Whether it may end a task of this connector: it hits the cluster. A source outlasts whatever becomes of its broker and of the way there. */
    public boolean mayEnd(String source) {
        return disturbs(source) && !target.substring(target.indexOf('>') + 1).equals(Topology.MQTT);
    }

    /** Whether it hits a Kafka broker or a way to one, or holds a worker up for so long that Kafka may give up its transactions. */
    public boolean disturbsTransactions() {
        String end = target.substring(target.indexOf('>') + 1);
        return end.startsWith("kafka-") || (kind == FaultKind.FREEZE && hitsWorker());
    }

    /** What a service or a way is, in words: {@code worker}, {@code Kafka}, {@code MQTT broker}. Of a way, what it leads to. */
    public static String role(String target) {
        String service = target.substring(target.indexOf('>') + 1);
        return switch (service) {
            case Topology.MQTT -> "MQTT broker";
            case Topology.POSTGRES -> "PostgreSQL";
            case Topology.STORE -> "store";
            default -> service.startsWith("worker-") ? "worker" : "Kafka";
        };
    }

    /** Whether a worker itself is hit, not a way from it. */
    public boolean hitsWorker() {
        return target.startsWith("worker-") && !target.contains(">");
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
