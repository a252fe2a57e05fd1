package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedMqttSourceTest {
    private final List<String> calls = new ArrayList<>();

    /** As of the tenth session's thread, where the system gives no more: nobody would ever stop the nine before. */
    @Test
    void closesWhatWasStartedWhenTheRestCannotBe() {
        assertThatThrownBy(() -> StartedMqttSource.orClosed(() -> calls.add("close"), () -> {
                    calls.add("start");
                    throw new OutOfMemoryError("unable to create native thread");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(calls).containsExactly("start", "close");
    }

    @Test
    void keepsWhatWasStartedWhole() {
        StartedMqttSource.orClosed(() -> calls.add("close"), () -> calls.add("start"));
        assertThat(calls).containsExactly("start");
    }
}
