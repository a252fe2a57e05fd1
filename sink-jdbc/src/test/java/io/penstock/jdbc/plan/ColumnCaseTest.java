package io.penstock.jdbc.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.harness.Records;
import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Rows of tables whose columns have names that are the same whatever their case. */
class ColumnCaseTest {

    private static final Table ORDERS = Table.ignoringCase(
            TableId.parse("orders"),
            List.of(
                    new Column("Id", ColumnType.INT64, "BIGINT", Column.ANY_SCALE),
                    new Column("V", ColumnType.TEXT, "TEXT", Column.ANY_SCALE)));

    private final Records orders = Records.of(new TopicPartition("orders", 0));
    private final List<ColumnSpec> missing = new ArrayList<>();

    private static TableBinder binder(String... more) {
        Map<String, String> props = new java.util.HashMap<>(Map.of("name", "sink", "connection.url", "jdbc:sqlite:x"));
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return new TableBinder(JdbcSinkConfig.parse(props).rows(), ORDERS);
    }

    private SinkRecord struct(String... fields) {
        SchemaBuilder schema = SchemaBuilder.struct();
        for (String field : fields) {
            schema.field(field, Schema.STRING_SCHEMA);
        }
        Struct struct = new Struct(schema.build());
        for (String field : fields) {
            struct.put(field, "x");
        }
        return orders.struct(0, null, struct);
    }

    @Test
    void aFieldFindsItsColumnInAnotherCase() {
        assertThat(binder().bind(struct("v"), missing)).isNotNull();
        assertThat(binder().bind(orders.map(0, null, "v", "x"), missing)).isNotNull();
        assertThat(missing).isEmpty();
    }

    @Test
    void aFieldOfTheKeyIsNotStoredTwice() {
        // Given
        TableBinder binder = binder("pk.mode", "record_value", "pk.fields", "id");
        // When
        Row row = binder.bind(orders.map(0, null, "id", 1L, "v", "x"), missing);
        // Then
        assertThat(row).isNotNull();
    }

    @Test
    void twoFieldsForOneColumnAreRefused() {
        assertThatThrownBy(() -> binder().bind(struct("v", "V"), missing))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-336");
        assertThatThrownBy(() -> binder().bind(orders.map(0, null, "v", "x", "V", "y"), missing))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-336");
    }
}
