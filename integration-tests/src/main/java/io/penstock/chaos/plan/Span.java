package io.penstock.chaos.plan;

/**
 * The time in which a fault may have its target in its hands.
 *
 * @param from when it is due
 * @param latestStrike when the moment that it waits for has come or is given up
 * @param to when its target is as before
 */
record Span(FaultEvent event, long from, long latestStrike, long to) {

    static Span of(FaultEvent event) {
        long strike = event.atMillis() + (event.moment() == Moment.ANY ? 0 : Moment.PATIENCE.toMillis());
        return new Span(event, event.atMillis(), strike, strike + event.durationMillis() + recovery(event));
    }

    boolean meets(long begin, long end) {
        return from < end && begin < to;
    }

    /** For how long the target does not do its work. */
    long outage() {
        return switch (event.kind()) {
            case KILL,
                    TERMINATE,
                    FREEZE,
                    REMOVE_WORKER,
                    REFUSE,
                    SILENCE,
                    SWALLOW_REQUESTS,
                    SWALLOW_RESPONSES,
                    PAUSE,
                    STOP,
                    CUT -> to - latestStrike;
            case RESTART, MORE_TASKS, FEWER_TASKS -> recovery(event);
            case DELAY, ADD_WORKER -> 0;
        };
    }

    /** Until the target is at work again after the undoing, on a slow machine. */
    private static long recovery(FaultEvent event) {
        return switch (event.kind()) {
            case KILL -> restart(event.target());
            // Mosquitto saves its sessions, and reads them when it starts.
            case TERMINATE -> 3_000;
            case FREEZE -> 1_500;
            case REMOVE_WORKER -> restart(event.target());
            case ADD_WORKER -> 6_000;
            case CUT -> 500;
            case REFUSE, DELAY, SILENCE, SWALLOW_REQUESTS, SWALLOW_RESPONSES -> 1_000;
            case RESTART, PAUSE, STOP, MORE_TASKS, FEWER_TASKS -> 3_000;
        };
    }

    private static long restart(String service) {
        return switch (service) {
            case Topology.POSTGRES -> 3_000;
            case Topology.STORE -> 4_000;
            case Topology.MQTT -> 10_000;
            default -> service.startsWith("worker-") ? 14_000 : 10_000;
        };
    }
}
