package io.penstock.jdbc.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static final TableId ID = TableId.parse("orders");
    private static final Column COLUMN = new Column("Id", ColumnType.INT64, "bigint", Column.ANY_SCALE);

    @Test
    void aColumnIsFoundByTheNameThatTheDatabaseWouldFindItBy() {
        assertThat(new Table(ID, List.of(COLUMN)).column("id")).isNull();
        assertThat(Table.ignoringCase(ID, List.of(COLUMN)).column("iD")).isEqualTo(COLUMN);
        assertThat(Table.ignoringCase(ID, List.of(COLUMN)).lacking(List.of(new ColumnSpec("ID", ColumnType.TEXT))))
                .isEmpty();
    }
}
