package io.penstock.mqtt.mapping.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPayloadTest {
    /** A fraction of what a worker's threads have. */
    private static final int SHALLOW = 192 * 1024;

    @Test
    void readsObjectsArraysAndScalarsInTheirOrder() {
        // When
        Object read = read("{\"b\":[1,[],{}],\"a\":{\"x\":null,\"y\":[true,\"t\",0.5]},\"b2\":{},\"x\":1,\"x\":2}");

        // Then
        assertThat(read).hasToString("{b=[1, [], {}], a={x=null, y=[true, t, 0.5]}, b2={}, x=2}");
        assertThat(read("7")).isEqualTo(7L);
        assertThat(read("[]")).isEqualTo(List.of());
        assertThat(read("{}")).isEqualTo(Map.of());
        assertThat(read("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1", "{\"a\":", "{\"a\"}", "[1}", "{]", "]", "}", "1 2", "{\"a\":1}}", "[,1]"})
    void refusesWhatIsNoJson(String payload) {
        assertThatThrownBy(() -> read(payload))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-220");
    }

    /** What is nested deep must not bring the stack to its end, where the parser's own message, or whatever else is called there, would find it. */
    @Test
    void readsAndRefusesPayloadsThatAreNestedDeepOnAShallowStack() throws Exception {
        // Given
        String deepest = "{\"a\":".repeat(450) + "[".repeat(450) + "]".repeat(450) + "}".repeat(450);
        JsonValues.Inferred inferred = new JsonValues.Inferred(100);
        assertThatThrownBy(() -> read("[".repeat(901))); // whatever is loaded for its message is loaded

        // Then
        assertThat(shallow(() -> read(deepest))).isInstanceOf(Map.class);
        assertThatThrownBy(() -> shallow(() -> read("[" + deepest + "]"))).hasMessageContaining("nested too deep");
        inferred.of("t", read("{\"b\":1}"));
        assertThat(shallow(() -> inferred.of("t", read("{\"x\":" + "[".repeat(899) + "]".repeat(899) + "}"))))
                .isNotNull();
    }

    private static <T> @Nullable T shallow(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(null, task, "shallow", SHALLOW);
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordException refusal) {
                throw refusal;
            }
            throw new AssertionError(e.getCause());
        }
    }

    private static @Nullable Object read(String payload) {
        return JsonPayload.read(payload.getBytes(StandardCharsets.UTF_8));
    }
}
