package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ObjectStore;
import io.penstock.s3.store.ObjectStore.Entry;
import io.penstock.s3.store.ObjectStore.Listed;
import io.penstock.s3.store.ObjectStore.Stored;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;

class ConditionalPutProbeTest {

    private static final Instant PUT = Instant.parse("2026-11-20T12:00:00Z");

    private final TreeSet<String> keys = new TreeSet<>();
    private boolean answering;
    private int nonces;

    /** Its clock says that all it holds was put two days ago. */
    private final ObjectStore store = (ObjectStore) Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                String key = (String) arguments[0];
                return switch (method.getName()) {
                    case "putIfAbsent" -> put(key);
                    case "list" ->
                        new Listed(
                                keys.stream()
                                        .filter(held -> held.startsWith(key))
                                        .map(held -> new Entry(held, PUT))
                                        .toList(),
                                Optional.of(PUT.plus(Duration.ofDays(2))));
                    case "delete" -> {
                        keys.remove(key);
                        yield null;
                    }
                    default -> throw new AssertionError("asked for " + method.getName());
                };
            });

    private Optional<Stored> put(String key) {
        boolean put = keys.add(key);
        if (!answering) {
            answering = true;
            throw new TransientException(S3Error.STORE_UNAVAILABLE, "no answer");
        }
        return put ? Optional.of(new Stored(Optional.empty())) : Optional.empty();
    }

    /** Topics of sensors may be called so. */
    @Test
    void sweepsNoCommitRecordsWhateverATopicIsCalled() {
        // Given
        ConditionalPutProbe probe = new ConditionalPutProbe(store, "l", () -> "n" + nonces++);
        assertThatThrownBy(probe::ensure).isInstanceOf(TransientException.class);
        String tried = keys.first();
        String another = tried + "-of-another";
        String record = new ChainKeys("l", new TopicPartition("probe", 0)).element(1);
        String folder = another + "/0/00000000000000000001";
        keys.add(another);
        keys.add("_penstock/l/probe/of-an-older-release");
        keys.add(record);
        keys.add(folder);

        // When
        probe.ensure();

        // Then
        assertThat(keys).containsExactlyInAnyOrder(record, folder);
        assertThat(Topic.isValid(tried.split("/", -1)[2])).isFalse();
    }
}
