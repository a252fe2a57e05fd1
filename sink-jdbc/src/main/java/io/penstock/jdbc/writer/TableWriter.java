package io.penstock.jdbc.writer;

import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.InsertMode;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.dialect.ColumnSet;
import io.penstock.jdbc.dialect.Dialect;
import io.penstock.jdbc.dialect.OverwriteRule;
import io.penstock.jdbc.dialect.RowWriter;
import io.penstock.jdbc.dialect.Savepoints;
import io.penstock.jdbc.plan.Changes;
import io.penstock.jdbc.plan.Reducer;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.plan.TableBinder;
import io.penstock.jdbc.plan.VersionedReducer;
import io.penstock.jdbc.schema.Column;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;

/** Writes what waits for one table, within the caller's transaction. */
final class TableWriter {

    private final Connection connection;
    private final RowWriter rows;
    private final JdbcSinkConfig config;
    private final RowIsolation isolation;

    TableWriter(Connection connection, Dialect dialect, JdbcSinkConfig config, RowIsolation isolation) {
        this.connection = connection;
        this.rows = dialect.rows();
        this.config = config;
        this.isolation = isolation;
    }

    /**
     * @param careful whether bad rows are looked for; without, the first one makes it throw
     * @return how many rows were written
     */
    int write(TableBatch batch, boolean careful) throws SQLException {
        int version = versionCell(batch.binder());
        return version < 0 ? writeReduced(batch, careful) : writeVersioned(batch, version, careful);
    }

    private int writeReduced(TableBatch batch, boolean careful) throws SQLException {
        TableBinder binder = batch.binder();
        Changes changes = reduce(batch);
        truncate(changes, binder);
        Set<SinkRecord> tried = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Row> deletes = changes.deletes();
        while (!deletes.isEmpty()) {
            deleteReduced(binder, changes, deletes, careful);
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
        // Without a key the database decides between the rows of a batch, and the first is to be kept.
        boolean inOrder = config.insertMode() == InsertMode.INSERT_IGNORE
                && binder.keyColumns().isEmpty();
        bySet(binder, changes.writes(), careful, this::write, !inOrder);
        return changes.deletes().size() + changes.writes().size();
    }

    /** A delete of a key that is written again is not put off: it would take away what is written. */
    private void deleteReduced(TableBinder binder, Changes changes, List<Row> deletes, boolean careful)
            throws SQLException {
        if (!careful) {
            delete(binder, deletes, false, false);
            return;
        }
        Set<Row> followed = changes.followedDeletes(binder.keyColumns().size());
        delete(binder, deletes.stream().filter(followed::contains).toList(), true, false);
        delete(binder, deletes.stream().filter(row -> !followed.contains(row)).toList(), true, true);
    }

    private Changes reduce(TableBatch batch) {
        return Reducer.reduce(batch.rows(), batch.binder().keyColumns().size(), config.insertMode());
    }

    private int writeVersioned(TableBatch batch, int version, boolean careful) throws SQLException {
        TableBinder binder = batch.binder();
        int written = 0;
        Deque<List<Row>> parts = new ArrayDeque<>();
        parts.push(batch.rows());
        while (!parts.isEmpty()) {
            VersionedReducer reducer = new VersionedReducer(
                    parts.pop(),
                    binder.keyColumns().size(),
                    version,
                    rows.stored(binder.layout().column(version)));
            if (reducer.truncates()) {
                rows.truncate(connection, binder.table().id());
            }
            Savepoint before = careful ? connection.setSavepoint() : null;
            int made = writeOnce(reducer, binder, version, careful);
            if (before == null) {
                written += made;
            } else if (reducer.disturbed().isEmpty()) {
                Savepoints.release(connection, before);
                written += made;
            } else {
                // Without what was refused, the other changes of its key come to something else.
                connection.rollback(before);
                parts.push(reducer.disturbed());
                parts.push(reducer.undisturbed());
            }
        }
        return written;
    }

    /** Where a change is refused the others of its key are not made: what they come to is not known any more. */
    private int writeOnce(VersionedReducer reducer, TableBinder binder, int version, boolean careful)
            throws SQLException {
        Set<Row> older = older(binder, version, reducer.unsure(), careful);
        if (careful && !reducer.disturbed().isEmpty()) {
            return 0;
        }
        Changes changes = reducer.changes(older);
        delete(binder, changes.deletes(), careful, false);
        if (!careful || reducer.disturbed().isEmpty()) {
            bySet(binder, changes.writes(), careful, this::write, false);
        }
        return changes.deletes().size() + changes.writes().size();
    }

    private Set<Row> older(TableBinder binder, int version, List<Row> unsure, boolean careful) throws SQLException {
        if (unsure.isEmpty()) {
            return Set.of();
        }
        Set<Row> older = Collections.newSetFromMap(new IdentityHashMap<>());
        ColumnSet columns = ColumnSets.keyAnd(
                version, binder.table(), binder.layout(), binder.keyColumns().size());
        OverwriteRule rule = new OverwriteRule(Optional.of(binder.layout().column(version)), false);
        Attempts.Statement look = some -> {
            rows.older(connection, columns.with(rule), some).stream()
                    .mapToObj(some::get)
                    .forEach(older::add);
            return false;
        };
        if (careful) {
            isolation.read(binder.table().id(), unsure, look);
        } else {
            look.write(unsure);
        }
        return older;
    }

    private void truncate(Changes changes, TableBinder binder) throws SQLException {
        if (changes.truncates()) {
            rows.truncate(connection, binder.table().id());
        }
    }

    private void delete(TableBinder binder, List<Row> deletes, boolean careful, boolean mayWait) throws SQLException {
        if (config.rows().deletes() instanceof DeleteRule.Mark) {
            bySet(binder, deletes, careful, this::mark, mayWait);
        } else {
            bySet(binder, deletes, careful, this::remove, mayWait);
        }
    }

    /** @param mayWait whether what is refused may be written after others */
    private void bySet(TableBinder binder, List<Row> some, boolean careful, SetStatement statement, boolean mayWait)
            throws SQLException {
        // Without a key the database decides between the rows of a batch too, and the first is to be kept.
        boolean inOrder = config.insertMode() == InsertMode.INSERT_IGNORE
                && binder.keyColumns().isEmpty();
        for (ColumnSets.Part part : parts(binder, some, inOrder)) {
            ColumnSet columns = part.columns().with(overwrites(binder));
            if (careful) {
                isolation.write(
                        binder.table().id(),
                        part.rows(),
                        few -> statement.write(columns, few),
                        row -> {
                            writeSingle(binder, row);
                            return true;
                        },
                        rows.readsNames(columns),
                        mayWait,
                        config.insertMode() == InsertMode.INSERT);
            } else {
                statement.write(columns, part.rows());
            }
        }
    }

    private List<ColumnSets.Part> parts(TableBinder binder, List<Row> some, boolean inOrder) {
        int keySize = binder.keyColumns().size();
        // What a delete does not say is not null.
        boolean toFew = rows.takesOptionalColumns() && some.stream().noneMatch(row -> row.isDelete() || row.isMark());
        return toFew
                ? ColumnSets.partitionToFew(
                        binder.table(), binder.layout(), keySize, versionCell(binder), some, inOrder)
                : ColumnSets.partition(binder.table(), binder.layout(), keySize, some, inOrder);
    }

    /** -1 where versions are not compared, or no row has told one. */
    private int versionCell(TableBinder binder) {
        return versionColumn(binder)
                .map(column -> binder.layout().find(column.name()))
                .orElse(-1);
    }

    private OverwriteRule overwrites(TableBinder binder) {
        return new OverwriteRule(
                versionColumn(binder), config.rows().overwrites().skipsUnchanged());
    }

    /** As the table has it, whose name may be of another case than the field's. */
    private Optional<Column> versionColumn(TableBinder binder) {
        return config.rows()
                .overwrites()
                .versionColumn()
                .flatMap(name -> Optional.ofNullable(binder.table().column(name)));
    }

    /** What comes in the place of a refused row; a mark, whatever the insert.mode, is for a row that is there. */
    private void writeSingle(TableBinder binder, List<Row> row) throws SQLException {
        bySet(binder, row, false, row.get(0).isMark() ? this::mark : this::write, false);
    }

    private boolean write(ColumnSet columns, List<Row> part) throws SQLException {
        return switch (config.insertMode()) {
            case INSERT -> {
                rows.insert(connection, columns, part);
                yield true;
            }
            case INSERT_IGNORE -> rows.insertIgnore(connection, columns, part);
            case UPSERT -> rows.upsert(connection, columns, part);
            case UPDATE -> rows.update(connection, columns, part);
        };
    }

    private boolean mark(ColumnSet columns, List<Row> part) throws SQLException {
        return rows.update(connection, whereKnown(columns), part);
    }

    private boolean remove(ColumnSet columns, List<Row> part) throws SQLException {
        return rows.delete(connection, whereKnown(columns), part);
    }

    /** A delete that does not say which version it deletes is for any. */
    private static ColumnSet whereKnown(ColumnSet columns) {
        OverwriteRule rule = columns.overwrites();
        Set<String> names = columns.columns().stream().map(Column::name).collect(Collectors.toSet());
        return columns.with(
                new OverwriteRule(rule.version().filter(version -> names.contains(version.name())), rule.unlessSame()));
    }

    /** Writes rows that speak of the same columns in one statement, and tells whether it has changed any. */
    @FunctionalInterface
    private interface SetStatement {
        boolean write(ColumnSet columns, List<Row> rows) throws SQLException;
    }
}
