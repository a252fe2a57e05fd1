package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowStatementTest {

    private static final ColumnSet COLUMNS = new ColumnSet(
            TableId.parse("shop.or\"ders"), List.of(column("id"), column("a"), column("b")), new int[] {0, 2, 1}, 1);

    private final RowSql sql = new RowSql(Identifiers.STANDARD, column -> "?");

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
    void anUpdateTakesTheKeyLast() {
        RowStatement update = sql.update(COLUMNS);
        assertThat(update.sql(1)).isEqualTo("UPDATE \"shop\".\"or\"\"ders\" SET \"a\" = ?, \"b\" = ? WHERE \"id\" = ?");
        assertThat(List.of(update.column(0), update.column(1), update.column(2)))
                .containsExactly(1, 2, 0);
    }

    @Test
    void aNameIsQuotedByTheMarkOfTheDatabase() {
        assertThat(Identifiers.BACKTICK.quote("a`b\"")).isEqualTo("`a``b\"`");
    }
}
