package io.penstock.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {

    private final List<String> closed = new ArrayList<>();
    private final Closer closer = new Closer();

    private AutoCloseable failing(String name, Throwable failure) {
        return () -> {
            closed.add(name);
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        };
    }

    @Test
    void closesTheLastOneFirst() {
        // Given
        closer.register(() -> closed.add("first"));
        closer.register(() -> closed.add("second"));

        // When
        closer.close();

        // Then
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesEverythingOnce() {
        // Given
        closer.register(() -> closed.add("first"));
        closer.close();

        // When
        closer.close();

        // Then
        assertThat(closed).containsExactly("first");
    }

    @Test
    void givesBackWhatWasRegistered() {
        // Given
        AutoCloseable resource = () -> {};

        // When
        AutoCloseable registered = closer.register(resource);

        // Then
        assertThat(registered).isSameAs(resource);
    }

    @Test
    void goesOnAfterAFailureAndTellsAll() {
        // Given
        IOException last = new IOException("disk");
        IllegalStateException first = new IllegalStateException("state");
        closer.register(() -> closed.add("a"));
        closer.register(failing("b", last));
        closer.register(failing("c", first));

        // When / Then
        assertThatThrownBy(closer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("state")
                .hasCause(first);
        assertThat(first).hasSuppressedException(last);
        assertThat(closed).containsExactly("c", "b", "a");
    }

    @Test
    void goesOnAfterAnErrorAndThrowsIt() {
        // Given
        NoClassDefFoundError error = new NoClassDefFoundError("gone");
        closer.register(() -> closed.add("a"));
        closer.register(failing("b", error));

        // When / Then
        assertThatThrownBy(closer::close).isSameAs(error);
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void bearsTheSameFailureTwice() {
        // Given: a client that throws one remembered exception from each close
        IOException failure = new IOException("broken");
        closer.register(failing("a", failure));
        closer.register(failing("b", failure));

        // When / Then
        assertThatThrownBy(closer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasCause(failure);
    }

    @Test
    void restoresTheInterrupt() {
        // Given
        closer.register(() -> closed.add("a"));
        closer.register(failing("b", new InterruptedException()));

        // When / Then
        assertThatThrownBy(closer::close).hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).containsExactly("b", "a");
    }

    @Test
    void isHarmlessWhenNothingWasRegistered() {
        // When / Then
        assertThatCode(closer::close).doesNotThrowAnyException();
    }
}
