package io.penstock.bench.jdbc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Binary COPY of texts that are UTF-8 already. */
final class CopyFloor implements Floor.Writer {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final long EPOCH_MILLIS = 946_684_800_000L;
    private static final int LARGEST_ROW = 256;

    private final String sql;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private Orders orders = Orders.ofRound(0, 0);
    private byte[][] customers = {};
    private byte[][] products = {};

    CopyFloor(String table) {
        this.sql = "COPY " + table + " (" + Orders.COLUMNS + ") FROM STDIN (FORMAT binary)";
    }

    @Override
    public void load(Orders orders) {
        this.orders = orders;
        customers = IntStream.range(0, orders.count())
                .mapToObj(row -> orders.customer(row).getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        products = IntStream.range(0, orders.count())
                .mapToObj(row -> orders.product(row).getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Override
    public void write(Connection connection, int from, int to) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        buffer.clear().put(SIGNATURE).putInt(0).putInt(0);
        for (int row = from; row < to; row++) {
            if (buffer.remaining() < LARGEST_ROW) {
                drainTo(copy);
            }
            encode(row);
        }
        buffer.putShort((short) -1);
        drainTo(copy);
        copy.endCopy();
    }

    private void encode(int row) {
        byte[] customer = customers[row];
        byte[] product = products[row];
        buffer.putShort((short) 7)
                .putInt(8)
                .putLong(orders.id(row))
                .putInt(customer.length)
                .put(customer)
                .putInt(product.length)
                .put(product)
                .putInt(4)
                .putInt(orders.quantity(row))
                .putInt(8)
                .putDouble(orders.price(row))
                .putInt(1)
                .put((byte) (orders.paid(row) ? 1 : 0))
                .putInt(8)
                .putLong((orders.placed(row) - EPOCH_MILLIS) * 1_000);
    }

    private void drainTo(CopyIn copy) throws SQLException {
        copy.writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
