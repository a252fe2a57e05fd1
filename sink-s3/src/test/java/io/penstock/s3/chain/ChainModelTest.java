package io.penstock.s3.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.error.FatalException;
import io.penstock.s3.chain.ModelWorld.Hazard;
import io.penstock.s3.chain.ModelWorld.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories over the real conversations: nothing lost, nothing twice, no upload left; and a checker that sees. */
class ChainModelTest {

    /** Seeds a set of hazards; {@code -Dchain.model.runs=100000} for a long look. */
    private static final int RUNS = Integer.getInteger("chain.model.runs", 3_000);

    static Stream<Arguments> hazards() {
        return Stream.of(
                Arguments.of(Set.of()),
                Arguments.of(Set.of(Hazard.HINT)),
                Arguments.of(Set.of(Hazard.SWEEP)),
                Arguments.of(Set.of(Hazard.RESET)),
                Arguments.of(Set.of(Hazard.HINT, Hazard.SWEEP)),
                Arguments.of(Set.of(Hazard.SWEEP, Hazard.RESET)));
    }

    @ParameterizedTest
    @MethodSource("hazards")
    void losesNothingDoublesNothingLeavesNothing(Set<Hazard> hazards) {
        // When
        List<String> bad = new ArrayList<>();
        for (long seed = 0; seed < RUNS; seed++) {
            ModelWorld world = new ModelWorld(seed, hazards, Rule.NONE);
            Verdict verdict = world.run();
            if (verdict.bad()) {
                bad.add("seed " + seed + ": " + verdict + "\n  " + String.join("\n  ", world.trace()));
            }
        }

        // Then
        assertThat(bad).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void noticesARuleLeftOut(Rule rule) {
        // When
        boolean noticed = false;
        for (long seed = 0; seed < 5_000 && !noticed; seed++) {
            try {
                noticed = new ModelWorld(seed, Set.of(Hazard.SWEEP), rule).run().bad();
            } catch (FatalException e) {
                noticed = true; // a task of the model found its own upload gone
            }
        }

        // Then
        assertThat(noticed).isTrue();
    }
}
