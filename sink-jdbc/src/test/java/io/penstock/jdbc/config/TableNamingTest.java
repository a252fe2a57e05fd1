package io.penstock.jdbc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.schema.TableId;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class TableNamingTest {

    private final SinkRecord order =
            Records.of(new TopicPartition("shop.eu.orders", 3)).map(0, "k", "kind", "new.big");

    @Test
    void aDotOfTheFormatPartsSchemaAndTableAndADotOfTheTopicDoesNot() {
        assertThat(TableNaming.parse("${topic}").render(order))
                .isEqualTo(new TableId(Optional.empty(), "shop.eu.orders"));
        assertThat(TableNaming.parse("kafka.${topic}").render(order))
                .isEqualTo(new TableId(Optional.of("kafka"), "shop.eu.orders"));
        assertThat(TableNaming.parse("${value.kind}.t_${partition}").render(order))
                .isEqualTo(new TableId(Optional.of("new.big"), "t_3"));
    }

    @Test
    void knowsWhetherTheTopicAloneDecides() {
        assertThat(TableNaming.parse("kafka.${topic}").byTopicOnly()).isTrue();
        assertThat(TableNaming.parse("fixed").byTopicOnly()).isTrue();
        assertThat(TableNaming.parse("${value.kind}").byTopicOnly()).isFalse();
    }

    @Test
    void refusesWhatItCannotPart() {
        assertThatThrownBy(() -> TableNaming.parse("a.b.c")).hasMessageContaining("more than one dot");
        assertThatThrownBy(() -> TableNaming.parse(".orders")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableNaming.parse("kafka.")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableNaming.parse("${tpoic}")).hasMessageContaining("topic");
    }
}
