package io.penstock.quickstart.live;

import java.time.Duration;
import java.util.Locale;

/** Formats the line that is printed each second. Pure. */
public final class LiveLine {

    private LiveLine() {}

    /**
     * @param elapsed since publishing began
     * @param before an earlier sample
     * @param between the time between the two
     */
    public static String format(Duration elapsed, Sample now, Sample before, Duration between) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d published %,d (%,d/s) | kafka %,d | postgresql %,d | s3 %,d in %,d objects | dead %,d | delay %s",
                elapsed.toMinutes(),
                elapsed.toSecondsPart(),
                now.published(),
                perSecond(now.published() - before.published(), between),
                now.kafka(),
                now.rows(),
                now.objectRecords(),
                now.objects(),
                now.deadLetters(),
                delay(now.delay()));
    }

    private static long perSecond(long count, Duration between) {
        return between.isZero() ? 0 : Math.round(count * 1e9 / between.toNanos());
    }

    private static String delay(Delay delay) {
        return delay.rows() == 0
                ? "-"
                : String.format(Locale.ROOT, "p50 %.1f p99 %.1f s", delay.median() / 1000.0, delay.p99() / 1000.0);
    }
}
