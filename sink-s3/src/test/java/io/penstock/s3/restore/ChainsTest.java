package io.penstock.s3.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.TransientException;
import io.penstock.common.offset.Position;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.s3.chain.Element;
import io.penstock.s3.chain.Element.Kind;
import io.penstock.s3.chain.ElementCodec;
import io.penstock.s3.store.ArchiveStore;
import io.penstock.s3.writer.ChainKeys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChainsTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final Set<Integer> gone = new HashSet<>();

    private static String key(int number) {
        return new ChainKeys("sink", PARTITION).prefix() + "%020d".formatted(number);
    }

    /** Two commit records, of which some are gone when they are read. */
    private Published read() {
        ArchiveStore store = new ArchiveStore() {
            @Override
            public List<Found> list(String prefix) {
                return List.of(new Found(key(1), "e", 1_000), new Found(key(2), "e", 1_000));
            }

            @Override
            public Optional<Range> read(String key, String etag, long from, int length) {
                int number = key.equals(key(1)) ? 1 : 2;
                Element element =
                        new Element("n", Kind.BATCH, new Position(0, 10L * number, Optional.empty()), List.of());
                return gone.contains(number)
                        ? Optional.empty()
                        : Optional.of(new Range(new ElementCodec().encode(element, "w"), Optional.empty()));
            }

            @Override
            public void close() {}
        };
        BackoffPolicy backoff = new BackoffPolicy(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
        return new Chains(new PatientStore(store, backoff, System::nanoTime), "sink").of(PARTITION);
    }

    @Test
    void doesWithoutOldCommitRecordsThatAreSweptMeanwhile() {
        gone.add(1);

        assertThat(read().of(List.of()).end()).isEqualTo(20);
    }

    @Test
    void asksAgainWhereTheNewestCannotBeFoundSinceAllObjectsWouldCountWithoutIt() {
        gone.add(2);

        assertThatThrownBy(this::read).isInstanceOf(TransientException.class).hasMessageContaining(key(2));
    }
}
