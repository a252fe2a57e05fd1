package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.chain.Opening;
import io.penstock.s3.store.ObjectStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
