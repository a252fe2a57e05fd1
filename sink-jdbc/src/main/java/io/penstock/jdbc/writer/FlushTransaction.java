package io.penstock.jdbc.writer;

import io.penstock.common.error.ErrorRouter;
import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.InsertMode;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.ColumnSet;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.LedgerRow;
import io.penstock.jdbc.dialect.RowWriter;
import io.penstock.jdbc.plan.Changes;
import io.penstock.jdbc.plan.Reducer;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.plan.TableBinder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * One transaction over all tables: rows first, the ledger last, so that its rows are locked but shortly.
 *
 * <p>Invariant: the rows and the positions beyond them become durable together or not at all.
 */
final class FlushTransaction {

    private final Connection connection;
    private final Dialect dialect;
    private final JdbcSinkConfig config;
    private final Ledger ledger;
    private final ErrorRouter router;
    private final RowIsolation isolation;

    FlushTransaction(Connection connection, Dialect dialect, JdbcSinkConfig config, Ledger ledger, ErrorRouter router) {
        this.connection = connection;
        this.dialect = dialect;
        this.config = config;
        this.ledger = ledger;
        this.router = router;
        this.isolation = new RowIsolation(connection, dialect, router);
    }

    /**
     * @param careful whether bad rows are looked for; without, the first one makes it throw
     * @return how many rows were written
     */
    int run(Collection<TableBatch> batches, List<LedgerRow> advances, boolean careful) throws SQLException {
        dialect.begin(connection, config.ledger());
        if (careful) {
            // A deferred constraint would name its row only at COMMIT, when it is too late to part it from the others.
            dialect.checkConstraintsAtOnce(connection);
        }
        int written = 0;
        for (TableBatch batch : batches) {
            if (!batch.rows().isEmpty()) {
                written += write(batch, careful);
            }
        }
        if (!advances.isEmpty()) {
            // No position may pass a dead letter that is not yet in its queue.
            router.awaitReported();
            ledger.advance(connection, advances);
        }
        connection.commit();
        return written;
    }

    private int write(TableBatch batch, boolean careful) throws SQLException {
        TableBinder binder = batch.binder();
        RowWriter rows = dialect.rows();
        Changes changes = reduce(batch);
        if (changes.truncates()) {
            rows.truncate(connection, binder.table().id());
        }
        Set<SinkRecord> tried = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Row> deletes = changes.deletes();
        while (!deletes.isEmpty()) {
            delete(binder, deletes, careful);
            if (deletes.stream().noneMatch(Row::isRejected)) {
                break;
            }
            // What a refused delete would have taken away stands, an earlier delete of its key among it.
            deletes.forEach(row -> tried.add(row.record()));
            changes = reduce(batch);
            deletes = changes.deletes().stream()
                    .filter(row -> !tried.contains(row.record()))
                    .toList();
        }
        bySet(binder, changes.writes(), careful, (columns, part) -> write(rows, columns, part));
        return changes.deletes().size() + changes.writes().size();
    }

    private Changes reduce(TableBatch batch) {
        return Reducer.reduce(batch.rows(), batch.binder().keyColumns().size(), config.insertMode());
    }

    private void delete(TableBinder binder, List<Row> deletes, boolean careful) throws SQLException {
        RowWriter rows = dialect.rows();
        if (config.rows().deletes() instanceof DeleteRule.Mark) {
            bySet(binder, deletes, careful, (columns, part) -> rows.update(connection, columns, part));
            return;
        }
        ColumnSet key = ColumnSets.key(
                binder.table().id(), binder.layout(), binder.keyColumns().size());
        write(binder, deletes, careful, part -> rows.delete(connection, key, part));
    }

    private void bySet(TableBinder binder, List<Row> rows, boolean careful, SetStatement statement)
            throws SQLException {
        int keySize = binder.keyColumns().size();
        // Without a key the database decides between the rows of a batch too, and the first is to be kept.
        boolean inOrder = config.insertMode() == InsertMode.INSERT_IGNORE && keySize == 0;
        for (ColumnSets.Part part :
                ColumnSets.partition(binder.table().id(), binder.layout(), keySize, rows, inOrder)) {
            write(binder, part.rows(), careful, some -> statement.write(part.columns(), some));
        }
    }

    private void write(RowWriter rows, ColumnSet columns, List<Row> part) throws SQLException {
        switch (config.insertMode()) {
            case INSERT -> rows.insert(connection, columns, part);
            case INSERT_IGNORE -> rows.insertIgnore(connection, columns, part);
            case UPSERT -> rows.upsert(connection, columns, part);
            case UPDATE -> rows.update(connection, columns, part);
        }
    }

    private void write(TableBinder binder, List<Row> rows, boolean careful, RowIsolation.Statement statement)
            throws SQLException {
        if (careful) {
            isolation.write(binder.table().id(), rows, statement, row -> writeSingle(binder, row));
        } else {
            statement.write(rows);
        }
    }

    /** What comes in the place of a refused row; a mark, whatever the insert.mode, is for a row that is there. */
    private void writeSingle(TableBinder binder, List<Row> row) throws SQLException {
        RowWriter rows = dialect.rows();
        bySet(binder, row, false, (columns, part) -> {
            if (part.get(0).isMark()) {
                rows.update(connection, columns, part);
            } else {
                write(rows, columns, part);
            }
        });
    }

    /** Writes rows that speak of the same columns in one statement. */
    @FunctionalInterface
    private interface SetStatement {
        void write(ColumnSet columns, List<Row> rows) throws SQLException;
    }
}
