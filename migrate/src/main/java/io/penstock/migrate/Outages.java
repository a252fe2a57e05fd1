package io.penstock.migrate;

/** How long others wait an outage out, counted in attempts, as a time of ours. */
final class Outages {

    /** The most that {@code retry.timeout.ms} and the bounds of the pauses take. */
    private static final long MAX_TIMEOUT = 315_360_000_000L;

    private static final long MAX_BACKOFF = 600_000;
    private static final long OUR_MAX_BACKOFF = 10_000;

    private Outages() {}

    /**
     * Attempts and pauses of the same length become their product.
     *
     * @param attempts the default there
     * @param pause the default there, in milliseconds
     */
    static void translate(Translation to, String attemptsKey, long attempts, String pauseKey, long pause) {
        String given = to.take(attemptsKey).orElse("");
        String givenPause = to.take(pauseKey).orElse("");
        if (given.isEmpty() && givenPause.isEmpty()) {
            to.changed(
                    attemptsKey,
                    "is not set: there the task failed after " + attempts + " attempts, " + pause
                            + " ms apart; here an outage is waited out. retry.timeout.ms=" + attempts * pause
                            + " is what was.");
            return;
        }
        if (!isCount(given) || !isCount(givenPause)) {
            to.decide(
                    attemptsKey,
                    "it or " + pauseKey + " is no number. Set retry.timeout.ms, how long one outage is waited out.");
            return;
        }
        long times = given.isEmpty() ? attempts : Long.parseLong(given);
        long each = givenPause.isEmpty() ? pause : Long.parseLong(givenPause);
        long total = each != 0 && times > MAX_TIMEOUT / each ? MAX_TIMEOUT : times * each;
        to.put("retry.timeout.ms", Long.toString(total));
        to.changed(
                given.isEmpty() ? pauseKey : attemptsKey,
                "attempts times pause is retry.timeout.ms here: outages are bounded by time. Without it they are waited out.");
        if (!givenPause.isEmpty()) {
            long initial = Math.min(Math.max(each, 1), MAX_BACKOFF);
            to.put("retry.backoff.initial.ms", Long.toString(initial));
            if (initial > OUR_MAX_BACKOFF) {
                to.put("retry.backoff.max.ms", Long.toString(initial));
            }
            if (!given.isEmpty()) {
                to.changed(pauseKey, "is retry.backoff.initial.ms here, and pauses grow.");
            }
        }
    }

    private static boolean isCount(String text) {
        return text.matches("\\d{0,12}");
    }
}
