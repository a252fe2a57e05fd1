package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortableUpsertsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void withoutRowsTheDatabaseIsAskedWithAndWithoutAKey(int keySize) throws SQLException {
        // Given
        Column id = new Column("id", ColumnType.INT32, "INTEGER", Column.ANY_SCALE);
        ColumnSet columns = new ColumnSet(
                new Table(TableId.parse("orders"), List.of(id)), List.of(id), new int[] {0}, keySize, new BitSet());
        RowSql sql = new RowSql(Identifiers.STANDARD, column -> "?", new H2Comparisons());
        RowExecutor executor = new RowExecutor(new StandardValues(), 1, 100);
        Upserts upserts = new PortableUpserts(sql, executor, failure -> false, true);
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            connection.createStatement().execute("CREATE TABLE \"orders\" (\"id\" INTEGER)");
            // When, then
            assertThatCode(() -> upserts.insertIgnore(connection, columns, List.of()))
                    .doesNotThrowAnyException();
        }
    }
}
