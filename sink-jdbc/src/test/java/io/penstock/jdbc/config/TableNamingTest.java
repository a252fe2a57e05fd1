package io.penstock.jdbc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
        assertThat(TableNaming.parse("kafka.${topic}").byTopicOnly("t")).isTrue();
        assertThat(TableNaming.parse("fixed").byTopicOnly("t")).isTrue();
        assertThat(TableNaming.parse("${topic.1}.${topic.kind}").byTopicOnly("t"))
                .isTrue();
        TableNaming byValue = TableNaming.parse("${value.kind}").with(TableKeys.parseMap("t:table"));
        assertThat(byValue.byTopicOnly("other")).isFalse();
        assertThat(byValue.byTopicOnly("t")).isTrue();
    }

    @Test
    void takesPartsOfTheTopic() {
        // Given
        Optional<Pattern> pattern = Optional.of(Pattern.compile("shop\\.(?<region>[a-z]+)\\.([a-z.]+)(x)?"));
        // When, Then
        assertThat(TableNaming.parse("${topic.region}.t_${topic.2}_${partition}", pattern)
                        .render(order))
                .isEqualTo(new TableId(Optional.of("eu"), "t_orders_3"));
        assertThatThrownBy(() -> TableNaming.parse("${topic.3}", pattern).render(order))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-322")
                .hasMessageContaining("${topic.3}");
        assertThatThrownBy(() -> TableNaming.parse("${topic.1}", Optional.of(Pattern.compile("(other).*")))
                        .render(order))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("shop.eu.orders-3@0");
    }

    @Test
    void aTopicOfTheMapDoesNotFollowTheFormat() {
        // Given
        TableNaming naming = TableNaming.parse("${topic.1}", Optional.of(Pattern.compile("(other).*")))
                .with(TableKeys.parseMap(" shop.eu.orders : kafka.orders, other:o "));
        // When, Then
        assertThat(naming.render(order)).isEqualTo(new TableId(Optional.of("kafka"), "orders"));
        for (String text : List.of("a", "a:", ":b", "a:b,a:c", "a:.c")) {
            assertThatThrownBy(() -> TableKeys.parseMap(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesWhatItCannotPart() {
        assertThatThrownBy(() -> TableNaming.parse("a.b.c")).hasMessageContaining("more than one dot");
        assertThatThrownBy(() -> TableNaming.parse(".orders")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableNaming.parse("kafka.")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableNaming.parse("${tpoic}")).hasMessageContaining("topic");
    }
}
