package io.penstock.jdbc.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniqueIndexTest {
    private static final UniqueIndex PRIMARY = new UniqueIndex(Set.of("n"), Optional.of("n"));

    @ParameterizedTest
    @CsvSource({
        "id, id plate, true",
        "id, ID PLATE N, false",
        "ID, id plate, true",
        "plate, id plate, false",
        "id plate, id plate, false",
        "'', id plate, false"
    })
    void makesRowsUniqueByTheKeyAloneWhereItIsOfTheKeyAndNoOtherIsWritten(String index, String written, boolean alone) {
        Set<String> columns = index.isEmpty() ? Set.of() : Set.of(index.split(" "));
        Table table = Table.ignoringCase(new TableId(Optional.empty(), "t"), columns("id", "plate", "n"))
                .withUniqueIndexes(List.of(PRIMARY, new UniqueIndex(columns, Optional.empty())));

        assertThat(table.isUniqueByKeyAlone(columns("id"), columns(written.split(" "))))
                .isEqualTo(alone);
    }

    @Test
    void noneMakesNoRowUniqueButOfOneThatIsNotKnownItIsTaken() {
        Table table = new Table(new TableId(Optional.empty(), "t"), columns("id"));

        assertThat(table.isUniqueByKeyAlone(columns("id"), columns("id"))).isTrue();
        assertThat(table.withUniqueIndexes(List.of()).isUniqueByKeyAlone(columns("id"), columns("id")))
                .isFalse();
    }

    private static List<Column> columns(String... names) {
        return Stream.of(names)
                .map(name -> new Column(name, ColumnType.TEXT, "text", 0, false, false, Types.NULL))
                .toList();
    }
}
