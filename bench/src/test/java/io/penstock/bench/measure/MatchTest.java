package io.penstock.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MatchTest {

    private final List<String> calls = new ArrayList<>();
    private final Meter meter = new Meter(CpuClock.stopped(), CpuClock.stopped());

    @Test
    void whoBeginsChangesFromRoundToRound() throws Exception {
        // When
        match(1, 1).play(meter, List.of(entrant("a", true), entrant("b", true)));

        // Then
        assertThat(calls)
                .containsExactly(
                        "prepare a 0",
                        "run a",
                        "check a",
                        "prepare b 0",
                        "run b",
                        "check b",
                        "prepare b 1",
                        "run b",
                        "check b",
                        "prepare a 1",
                        "run a",
                        "check a",
                        "close a",
                        "close b");
    }

    @Test
    void warmUpRoundsArePlayedAndNotCounted() throws Exception {
        // When
        List<Score> scores = match(2, 3).play(meter, List.of(entrant("a", true)));

        // Then
        assertThat(calls).contains("prepare a 4").doesNotContain("prepare a 5");
        assertThat(scores)
                .singleElement()
                .satisfies(score -> assertThat(score.samples()).hasSize(3));
    }

    @Test
    void theHeapIsWatchedWhileTheMatchWarmsUp() throws Exception {
        // Given
        Entrant entrant = entrant("a", true, () -> new byte[50_000_000]);

        // When
        List<Score> scores = match(1, 1).play(meter, List.of(entrant));

        // Then
        assertThat(scores)
                .singleElement()
                .satisfies(score -> assertThat(score.heapPeakMegabytes()).isBetween(45.0, 60.0));
    }

    @Test
    void aWrongResultEndsTheMatchAndSaysWhereItWas() {
        assertThatThrownBy(() -> match(1, 1).play(meter, List.of(entrant("a", true), entrant("b", false))))
                .isInstanceOf(WrongResultException.class)
                .hasMessage("case {put_size=1}, b, round 0: rows: expected 1, found 2");
        assertThat(calls).endsWith("close a", "close b");
    }

    private static Match match(int warmUp, int counted) {
        return new Match("case", Map.of("put_size", 1), new Match.Rounds(warmUp, counted));
    }

    private Entrant entrant(String who, boolean right) {
        return entrant(who, right, () -> who);
    }

    private Entrant entrant(String who, boolean right, Supplier<Object> held) {
        return new Entrant(who, () -> new Contestant() {
            @Override
            public void prepare(int round) {
                calls.add("prepare " + who + " " + round);
            }

            @Override
            @SuppressWarnings("ThreadSleep") // the heap is to be looked at meanwhile
            public void run() throws InterruptedException {
                calls.add("run " + who);
                Object holding = held.get();
                try {
                    Thread.sleep(holding.equals(who) ? 0 : 300);
                } finally {
                    Reference.reachabilityFence(holding);
                }
            }

            @Override
            public Work check() {
                calls.add("check " + who);
                WrongResultException.unlessEqual("rows", 1, right ? 1 : 2);
                return Work.of(1);
            }

            @Override
            public void close() {
                calls.add("close " + who);
            }
        });
    }
}
