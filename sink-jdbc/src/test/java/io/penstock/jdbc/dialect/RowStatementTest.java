package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowStatementTest {

    private static final ColumnSet COLUMNS =
            columns("shop.or\"ders", List.of(column("id"), column("a"), column("b")), 0, 2, 1);

    private final RowSql sql = new RowSql(Identifiers.STANDARD, column -> "?", new H2Comparisons());

    private static ColumnSet columns(String table, List<Column> columns, int... cells) {
        return new ColumnSet(new Table(TableId.parse(table), columns), columns, cells, 1, new BitSet());
    }

    private static Column column(String name) {
        return new Column(name, ColumnType.INT32, "INTEGER", Column.ANY_SCALE);
    }

    @Test
    void anInsertHasOnePartForEachRow() {
        assertThat(sql.insert(COLUMNS, " ON CONFLICT DO NOTHING").sql(2))
                .isEqualTo("INSERT INTO \"shop\".\"or\"\"ders\" (\"id\", \"a\", \"b\") VALUES (?, ?, ?), (?, ?, ?)"
                        + " ON CONFLICT DO NOTHING");
    }

    @Test
    void aStatementWithoutRowsWritesNone() {
        assertThat(sql.insert(COLUMNS, " ON CONFLICT DO NOTHING").sqlWithoutRows())
                .isEqualTo("INSERT INTO \"shop\".\"or\"\"ders\" (\"id\", \"a\", \"b\") SELECT NULL, NULL, NULL FROM"
                        + " (SELECT 1 AS penstock_none FROM \"shop\".\"or\"\"ders\" WHERE 1 = 0) penstock_rows WHERE 1 = 0"
                        + " ON CONFLICT DO NOTHING");
        assertThat(sql.update(COLUMNS).sqlWithoutRows()).endsWith(" WHERE \"id\" = ? AND 1 = 0");
    }

    @Test
    void anUpdateTakesTheKeyLast() {
        RowStatement update = sql.update(COLUMNS);
        assertThat(update.sql(1)).isEqualTo("UPDATE \"shop\".\"or\"\"ders\" SET \"a\" = ?, \"b\" = ? WHERE \"id\" = ?");
        assertThat(List.of(update.column(0), update.column(1), update.column(2)))
                .containsExactly(1, 2, 0);
    }

    @Test
    void whatIsComparedIsAParameterOnceMore() {
        // Given
        Column b = column("b");
        ColumnSet guarded = COLUMNS.with(new OverwriteRule(Optional.of(b), true));
        // When
        RowStatement update = sql.update(guarded);
        // Then
        assertThat(update.sql(1))
                .endsWith(" WHERE \"id\" = ? AND (\"b\" IS NULL OR ? >= \"b\")"
                        + " AND (\"a\" IS DISTINCT FROM ? OR \"b\" IS DISTINCT FROM ?)");
        assertThat(IntStream.range(0, update.width()).map(update::column)).containsExactly(1, 2, 0, 2, 1, 2);
    }

    @Test
    void aDeleteOfAnUnknownVersionIsGuardedByNoParameter() {
        ColumnSet key = columns("orders", List.of(column("id")), 0);
        OverwriteRule rule = new OverwriteRule(Optional.of(column("b")), false);
        assertThat(sql.delete(key.with(rule)).sql(1))
                .isEqualTo("DELETE FROM \"orders\" WHERE \"id\" = ? AND (\"b\" IS NULL)");
        assertThat(sql.delete(key).sql(1)).isEqualTo("DELETE FROM \"orders\" WHERE \"id\" = ?");
    }

    @Test
    void aNameIsQuotedByTheMarkOfTheDatabase() {
        assertThat(new Identifiers("`", name -> true).quote("a`b\"")).isEqualTo("`a``b\"`");
    }
}
