package io.penstock.bench.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/** One upsert for all rows, from an array for each column. */
final class UnnestFloor implements Floor.Writer {

    private final String sql;
    private long[] ids = {};
    private String[] customers = {};
    private String[] products = {};
    private int[] quantities = {};
    private double[] prices = {};
    private boolean[] paid = {};
    private String[] placed = {};

    UnnestFloor(String table) {
        this.sql = "INSERT INTO " + table + " (" + Orders.COLUMNS + ") SELECT unnest(?::int8[]), unnest(?::text[]),"
                + " unnest(?::text[]), unnest(?::int4[]), unnest(?::float8[]), unnest(?::bool[]),"
                + " unnest(?::timestamp[]) ON CONFLICT (id) DO UPDATE SET"
                + " customer = EXCLUDED.customer, product = EXCLUDED.product, quantity = EXCLUDED.quantity,"
                + " price = EXCLUDED.price, paid = EXCLUDED.paid, placed = EXCLUDED.placed";
    }

    @Override
    public void load(Orders orders) {
        int count = orders.count();
        ids = IntStream.range(0, count).mapToLong(orders::id).toArray();
        customers = IntStream.range(0, count).mapToObj(orders::customer).toArray(String[]::new);
        products = IntStream.range(0, count).mapToObj(orders::product).toArray(String[]::new);
        quantities = IntStream.range(0, count).map(orders::quantity).toArray();
        prices = IntStream.range(0, count).mapToDouble(orders::price).toArray();
        paid = new boolean[count];
        placed = new String[count];
        for (int row = 0; row < count; row++) {
            paid[row] = orders.paid(row);
            placed[row] = LocalDateTime.ofEpochSecond(
                            orders.placed(row) / 1_000, (int) (orders.placed(row) % 1_000) * 1_000_000, ZoneOffset.UTC)
                    .toString();
        }
    }

    @Override
    public void write(Connection connection, int from, int to) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, postgres.createArrayOf("int8", Arrays.copyOfRange(ids, from, to)));
            statement.setArray(2, postgres.createArrayOf("text", Arrays.copyOfRange(customers, from, to)));
            statement.setArray(3, postgres.createArrayOf("text", Arrays.copyOfRange(products, from, to)));
            statement.setArray(4, postgres.createArrayOf("int4", Arrays.copyOfRange(quantities, from, to)));
            statement.setArray(5, postgres.createArrayOf("float8", Arrays.copyOfRange(prices, from, to)));
            statement.setArray(6, postgres.createArrayOf("bool", Arrays.copyOfRange(paid, from, to)));
            statement.setArray(7, postgres.createArrayOf("timestamp", Arrays.copyOfRange(placed, from, to)));
            statement.executeUpdate();
        }
    }
}
