package io.penstock.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.plan.FaultEvent.Side;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultEventTest {

    /** On any other side nothing would be interrupted: the request was obeyed and its answer arrives, or there is no answer. */
    @ParameterizedTest
    @CsvSource({
        "SWALLOW_REQUESTS, worker-1>postgres, COMMIT, REQUEST",
        "SWALLOW_REQUESTS, worker-1>mqtt, ACKNOWLEDGEMENT, REQUEST",
        "SWALLOW_RESPONSES, worker-1>postgres, COMMIT, ANSWER",
        "SWALLOW_RESPONSES, worker-1>store, CHAIN, ANSWER",
        "FREEZE, postgres, FLUSH, REQUEST",
        "FREEZE, store, UPLOAD, REQUEST",
        "FREEZE, worker-1, ACKNOWLEDGEMENT, REQUEST",
        "KILL, mqtt, ACKNOWLEDGEMENT, REQUEST",
        "CUT, worker-1>mqtt, ACKNOWLEDGEMENT, REQUEST",
        "CUT, worker-1>mqtt, COMPLETION, REQUEST",
        "SWALLOW_RESPONSES, worker-1>mqtt, RECEIPT, ANSWER"
    })
    void fallsOnlyOnTheSideOnWhichItInterruptsSomething(FaultKind kind, String target, Moment moment, Side side) {
        assertThat(sides(kind, target, moment)).containsExactly(side);
    }

    @ParameterizedTest
    @CsvSource({
        "KILL, postgres",
        "KILL, worker-1",
        "TERMINATE, postgres",
        "FREEZE, worker-2",
        "CUT, worker-1>postgres",
        "REFUSE, worker-1>postgres",
        "SILENCE, worker-1>postgres"
    })
    void fallsOnEitherSideWhereBothInterruptSomething(FaultKind kind, String target) {
        assertThat(sides(kind, target, Moment.COMMIT)).containsExactly(Side.REQUEST, Side.ANSWER);
    }

    /** A source keeps what it knows as long as its task lives, whatever becomes of the broker and of the way there. */
    @ParameterizedTest
    @CsvSource({
        "KILL, worker-1, true",
        "CUT, worker-1>kafka-1, true",
        "STOP, s3-plain, true",
        "KILL, mqtt, false",
        "SILENCE, worker-1>mqtt, false",
        "CUT, publisher>mqtt, false",
        "KILL, store, false"
    })
    void onlyWhatHitsTheClusterMayEndATaskOfASource(FaultKind kind, String target, boolean may) {
        assertThat(new FaultEvent(1, kind, target, 500, Moment.ANY).mayEnd(Topology.QOS_2_SOURCE))
                .isEqualTo(may);
    }

    private static Set<Side> sides(FaultKind kind, String target, Moment moment) {
        return LongStream.range(0, 100)
                .mapToObj(at -> new FaultEvent(at, kind, target, 500, moment).side())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Side.class)));
    }
}
