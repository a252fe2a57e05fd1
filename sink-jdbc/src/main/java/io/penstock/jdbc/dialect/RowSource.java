package io.penstock.jdbc.dialect;

import io.penstock.jdbc.plan.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How rows come to the server, so that a statement of PostgreSQL takes them as it would those of a table. */
interface RowSource {

    /**
     * A statement that takes rows.
     *
     * @param head up to where {@code u} stands, the rows: its columns {@code c0}, {@code c1} and so on are those of the {@link ColumnSet}, of
     *     the types of {@link PostgresTypes#arrayElement}
     */
    record Statement(String head, String tail) {

        String over(String source) {
            return head + source + tail;
        }
    }

    /**
     * Runs the statement over the rows: once, or for one part of them after the other. Without rows the database is asked whether it takes it.
     *
     * @return whether it has changed a row
     */
    boolean execute(Connection connection, Statement statement, ColumnSet columns, List<Row> rows) throws SQLException;

    /** {@code c0, c1}, and so on. */
    static String names(int count) {
        return list(count, i -> "c" + i);
    }

    static String list(int count, IntFunction<String> item) {
        return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(", "));
    }
}
