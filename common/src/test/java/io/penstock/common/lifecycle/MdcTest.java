package io.penstock.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.helpers.BasicMDCAdapter;

class MdcTest {

    private static final String KEY = "connector.context";

    private final List<@Nullable String> seen = new ArrayList<>();
    private Object before = new Object();

    /** The tests' logger keeps no context, workers' loggers do. */
    @BeforeEach
    void keepContext() throws ReflectiveOperationException {
        before = adapter().get(null);
        adapter().set(null, new BasicMDCAdapter());
    }

    @AfterEach
    void restore() throws ReflectiveOperationException {
        adapter().set(null, before);
    }

    private static Field adapter() throws ReflectiveOperationException {
        Field field = MDC.class.getDeclaredField("mdcAdapter");
        field.setAccessible(true);
        return field;
    }

    private static void runInOtherThread(Runnable task) throws InterruptedException {
        Thread thread = new Thread(task);
        thread.start();
        thread.join();
    }

    @Test
    void carriesTheContextOfTheThreadThatWraps() throws InterruptedException {
        // Given
        MDC.put(KEY, "[orders|task-0] ");
        Runnable task = Mdc.wrap(() -> seen.add(MDC.get(KEY)));
        MDC.put(KEY, "[changed] ");

        // When
        runInOtherThread(task);

        // Then
        assertThat(seen).containsExactly("[orders|task-0] ");
    }

    @Test
    void leavesARunningThreadsOwnContextAsItWasEvenAfterAFailure() {
        // Given
        MDC.put(KEY, "wrapped");
        Runnable task = Mdc.wrap(() -> {
            throw new IllegalStateException("task failed");
        });
        MDC.put(KEY, "own");

        // When / Then
        assertThatThrownBy(task::run).hasMessage("task failed");
        assertThat(MDC.get(KEY)).isEqualTo("own");
    }

    @Test
    void leavesNothingBehindInAPoolsThread() throws InterruptedException {
        // Given
        MDC.put(KEY, "wrapped");
        Runnable task = Mdc.wrap(() -> {});

        // When
        runInOtherThread(() -> {
            MDC.clear();
            task.run();
            seen.add(MDC.get(KEY));
        });

        // Then
        assertThat(seen).hasSize(1).containsOnlyNulls();
    }

    @Test
    void hidesTheRunningThreadsContextWhereTheWrapperHadNone() {
        // Given
        MDC.clear();
        Runnable task = Mdc.wrap(() -> seen.add(MDC.get(KEY)));
        MDC.put(KEY, "own");

        // When
        task.run();

        // Then
        assertThat(seen).hasSize(1).containsOnlyNulls();
    }
}
