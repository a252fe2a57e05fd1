package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.chain.Flushing;
import io.penstock.s3.chain.Opening;
import io.penstock.s3.chain.Tail;
import io.penstock.s3.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChainErrandsTest {

    /** A store whose listings never show what its objects do. */
    private static final ObjectStore STALE = (ObjectStore) Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                return switch (method.getName()) {
                    case "list" -> new ObjectStore.Listed(List.of(), Optional.of(Instant.EPOCH));
                    case "putIfAbsent" -> Optional.empty();
                    case "get" ->
                        Optional.of(new ObjectStore.Fetched(
                                new ElementCodec()
                                        .encode(
                                                new Element("x", Element.Kind.CLAIM, Position.noOpinion(0), List.of()),
                                                "another"),
                                Instant.EPOCH));
                    default -> throw new AssertionError("asked for " + method.getName());
                };
            });

    /** A batch of one file. */
    private static Flushing batch() {
        Position position = new Position(0, 1, Optional.empty());
        DataFile file = new DataFile("topics/k", "nonce", "text/plain", Optional.empty(), 0, 1, 1, Map.of());
        return new Flushing(
                new Tail(0, Optional.of(Instant.EPOCH), Position.noOpinion(0)),
                new Element(
                        "x", Element.Kind.BATCH, position, List.of(new ChainFile.Inline(file, Content.of(new byte[] {1
                        })))),
                Duration.ofDays(7));
    }

    /** @param taken how many puts find an object that is gone when it is looked at */
    private static ChainErrands whereAnotherMovesAway(int taken, AtomicInteger puts) {
        ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    return switch (method.getName()) {
                        case "putIfAbsent" ->
                            arguments[0].equals("topics/k") && puts.incrementAndGet() <= taken
                                    ? Optional.empty()
                                    : Optional.of(new ObjectStore.Stored(Optional.of(Instant.EPOCH)));
                        case "metadata" -> Optional.empty();
                        default -> throw new AssertionError("asked for " + method.getName());
                    };
                });
        return new ChainErrands(store, new ChainKeys("l", new TopicPartition("t", 0)), "me", new Headway());
    }

    @Test
    void putsAFileAgainWhoseKeyWasTakenByWhatIsGoneSince() {
        // Given
        AtomicInteger puts = new AtomicInteger();
        ChainErrands errands = whereAnotherMovesAway(1, puts);
        Flushing batch = batch();
        assertThatThrownBy(() -> errands.run(batch, () -> {}))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("t-0@0")
                .hasMessageNotContaining("topics/k");

        // When
        errands.run(batch, () -> {});

        // Then
        assertThat(puts).hasValue(2);
        assertThat(batch.fenced()).isFalse();
    }

    @Test
    void givesThePutBackInsteadOfRacingWithoutEnd() {
        Headway headway = new Headway();
        ChainErrands errands = new ChainErrands(STALE, new ChainKeys("l", new TopicPartition("t", 0)), "me", headway);
        Opening opening = Opening.claiming(() -> "mine", Duration.ofDays(7));
        assertThatThrownBy(() -> errands.run(opening, () -> {}))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining("_penstock/l/t/0/");
        assertThat(headway.steps()).isZero();
    }
}
