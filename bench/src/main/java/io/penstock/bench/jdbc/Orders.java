package io.penstock.bench.jdbc;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The rows of one round: seven columns, about 100 bytes. Keys and offsets follow those of the round before.
 *
 * @param first key and offset
 */
record Orders(long first, int count) {

    static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    static final String COLUMNS = "id, customer, product, quantity, price, paid, placed";
    static final String DDL = "(id bigint PRIMARY KEY, customer text NOT NULL, product text NOT NULL,"
            + " quantity integer NOT NULL, price double precision NOT NULL, paid boolean NOT NULL,"
            + " placed timestamp NOT NULL)";

    private static final long START = 1_700_000_000_000L;
    private static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.penstock.bench.Order")
            .field("id", Schema.INT64_SCHEMA)
            .field("customer", Schema.STRING_SCHEMA)
            .field("product", Schema.STRING_SCHEMA)
            .field("quantity", Schema.INT32_SCHEMA)
            .field("price", Schema.FLOAT64_SCHEMA)
            .field("paid", Schema.BOOLEAN_SCHEMA)
            .field("placed", Timestamp.SCHEMA)
            .build();

    static Orders ofRound(int round, int count) {
        return new Orders((long) round * count, count);
    }

    long id(int row) {
        return first + row;
    }

    String customer(int row) {
        return "customer-" + id(row) % 9_973;
    }

    String product(int row) {
        return "a product with the number " + id(row) % 499;
    }

    int quantity(int row) {
        return 1 + (int) (id(row) % 97);
    }

    double price(int row) {
        return 0.25 * (id(row) % 3_989);
    }

    boolean paid(int row) {
        return id(row) % 3 == 0;
    }

    /** Milliseconds. */
    long placed(int row) {
        return START + id(row) * 37;
    }

    List<SinkRecord> records() {
        List<SinkRecord> records = new ArrayList<>(count);
        for (int row = 0; row < count; row++) {
            records.add(record(row));
        }
        return records;
    }

    private SinkRecord record(int row) {
        Struct value = new Struct(SCHEMA)
                .put("id", id(row))
                .put("customer", customer(row))
                .put("product", product(row))
                .put("quantity", quantity(row))
                .put("price", price(row))
                .put("paid", paid(row))
                .put("placed", new Date(placed(row)));
        return new SinkRecord(
                PARTITION.topic(),
                PARTITION.partition(),
                Schema.INT64_SCHEMA,
                id(row),
                SCHEMA,
                value,
                id(row),
                placed(row),
                TimestampType.CREATE_TIME);
    }

    /** What the table must hold: how many rows, and sums over a key and over what an update changes. */
    Totals totals() {
        long ids = 0;
        long quantities = 0;
        double prices = 0;
        for (int row = 0; row < count; row++) {
            ids += id(row);
            quantities += quantity(row);
            prices += price(row);
        }
        return new Totals(count, ids, quantities, prices);
    }

    /** Sums of quarters have no rounding error. */
    record Totals(long rows, long ids, long quantities, double prices) {}
}
