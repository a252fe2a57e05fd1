package io.penstock.s3.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.s3.chain.ChainReply.StoredElement;
import io.penstock.s3.chain.ChainReply.StoredIntent;
import io.penstock.s3.store.ObjectStore.Entry;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChainKeysTest {

    private final ChainKeys keys = new ChainKeys("my sink/\u00e4", new TopicPartition("orders", 3));

    @Test
    void makesSafeKeys() {
        assertThat(keys.element(812)).isEqualTo("_penstock/my%20sink%2F%C3%A4/orders/3/00000000000000000812");
        assertThat(keys.intent("abc")).isEqualTo("_penstock/my%20sink%2F%C3%A4/orders/3/u-abc");
    }

    @Test
    void tellsElementsFromIntentsAndFromStrangers() {
        List<Entry> entries = List.of(
                new Entry(keys.intent("abc"), Instant.EPOCH),
                new Entry(keys.element(2), Instant.EPOCH),
                new Entry(keys.element(1), Instant.EPOCH),
                new Entry(keys.prefix() + "README", Instant.EPOCH));
        assertThat(keys.elements(entries)).extracting(StoredElement::sequence).containsExactly(1L, 2L);
        assertThat(keys.intents(entries)).extracting(StoredIntent::name).containsExactly("abc");
    }
}
