package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class WindowWatchTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - SECOND); // a ticker may begin anywhere
    private final WindowWatch watch = new WindowWatch(now::get);
    private final List<WindowWatch.Limit> found = new ArrayList<>();

    @Test
    void tellsOnceOfAWindowThatIsFullWhileKafkaCommits() {
        // When: 20 at a time, 5 ms to commit them and 1 ms until the broker has sent the next
        windows(20, 5 * MS, MS, 60 * SECOND);

        // Then
        assertThat(found).singleElement().satisfies(limit -> {
            assertThat(limit.window()).isEqualTo(20);
            assertThat(limit.perSecond()).isBetween(3_000L, 3_500L);
        });
    }

    @Test
    void tellsNothingBeforeItHasStoodSoForLong() {
        windows(20, 5 * MS, MS, 25 * SECOND);
        assertThat(found).isEmpty();
    }

    @Test
    void tellsNothingWhereTheBrokerIsSlowerThanKafka() {
        windows(20, MS, 5 * MS, 60 * SECOND);
        assertThat(found).isEmpty();
    }

    /** What comes at its own pace is seldom at its highest number. */
    @Test
    void tellsNothingOfMessagesThatComeAtTheirOwnPace() {
        Random random = new Random(1);
        flow(() -> 10 * MS, () -> (5 + random.nextInt(50)) * MS, 120 * SECOND);
        assertThat(found).isEmpty();
    }

    /** As of a publisher that waits for an answer, by way of Kafka, before it sends the next. */
    @Test
    void tellsNothingOfMessagesThatComeOneByOne() {
        windows(1, 5 * MS, MS, 60 * SECOND);
        windows(4, 5 * MS, MS, 60 * SECOND);
        assertThat(found).isEmpty();
    }

    @Test
    void tellsOfASmallWindow() {
        windows(5, 5 * MS, MS, 60 * SECOND);
        assertThat(found).singleElement().extracting(WindowWatch.Limit::window).isEqualTo(5);
    }

    @Test
    void tellsNothingWhileKafkaIsAway() {
        windows(20, 30 * SECOND, MS, 300 * SECOND);
        assertThat(found).isEmpty();
    }

    @Test
    void beginsAnewWhenSomethingElseStoodInTheWay() {
        for (int i = 0; i < 5; i++) {
            windows(20, 5 * MS, MS, 25 * SECOND);
            watch.disturbed();
        }
        assertThat(found).isEmpty();
    }

    private void windows(int window, long commit, long refill, long time) {
        int unfinished = 0;
        for (long end = now.get() + time; now.get() - end < 0; ) {
            while (unfinished < window) {
                arrive(++unfinished);
            }
            now.addAndGet(commit);
            unfinished = 0;
            watch.answered(unfinished);
            now.addAndGet(refill);
        }
    }

    private void flow(LongSupplier pause, LongSupplier latency, long time) {
        PriorityQueue<Long> commits = new PriorityQueue<>();
        long begin = now.get();
        for (long at = 0; at < time; at += pause.getAsLong()) {
            while (!commits.isEmpty() && commits.peek() <= at) {
                now.set(begin + commits.remove());
                watch.answered(commits.size());
            }
            now.set(begin + at);
            commits.add(at + latency.getAsLong());
            arrive(commits.size());
        }
    }

    private void arrive(int unfinished) {
        watch.arrived(unfinished, now.get()).ifPresent(found::add);
    }
}
