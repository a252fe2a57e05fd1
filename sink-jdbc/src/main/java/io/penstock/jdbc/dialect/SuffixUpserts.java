package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/** Upserts of databases where an INSERT itself says what to do with a key that is there. */
final class SuffixUpserts implements Upserts {

    private final RowSql sql;
    private final RowExecutor executor;
    /** For rows that constraints would refuse before the database looks whether they are there, and for those of which it would find another. */
    private final Upserts portable;

    private final Function<ColumnSet, String> ignore;
    private final Function<ColumnSet, String> overwrite;

    /**
     * @param ignore what follows the rows to leave one that is there as it is
     * @param overwrite what follows the rows to overwrite it
     */
    SuffixUpserts(
            RowSql sql,
            RowExecutor executor,
            Function<ColumnSet, String> ignore,
            Function<ColumnSet, String> overwrite) {
        this.sql = sql;
        this.executor = executor;
        // MySQL's drivers count what has changed, if their URL says so (useAffectedRows).
        this.portable = new PortableUpserts(sql, executor, failure -> false, false);
        this.ignore = ignore;
        this.overwrite = overwrite;
    }

    @Override
    public boolean insertIgnore(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (columns.keySize() > 0 && needsPortable(columns)) {
            return portable.insertIgnore(connection, columns, rows);
        }
        return executor.execute(connection, sql.insert(columns, ignore.apply(columns)), columns, rows);
    }

    /** MySQL's suffixes would overwrite or spare the row that any unique index finds, be it of another key, and without one none. */
    private static boolean needsPortable(ColumnSet columns) {
        return columns.isPartial() || !columns.isUniqueByKeyAlone();
    }

    @Override
    public boolean upsert(Connection connection, ColumnSet columns, List<Row> rows) throws SQLException {
        if (needsPortable(columns)) {
            return portable.upsert(connection, columns, rows);
        }
        boolean keyOnly = sql.restOf(columns).isEmpty();
        return executor.execute(
                connection, sql.insert(columns, (keyOnly ? ignore : overwrite).apply(columns)), columns, rows);
    }
}
