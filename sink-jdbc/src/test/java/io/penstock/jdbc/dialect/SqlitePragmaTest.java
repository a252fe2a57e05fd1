package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlitePragmaTest {

    /** As versions before 3.37 do not know table_list. */
    @ParameterizedTest
    @CsvSource({
        "table_info, '', there",
        "table_list, main., there",
        "no_such_word, '', unknown",
        "no_such_word, main., unknown"
    })
    void aWordThatSqliteDoesNotKnowHasNoAnswer(String word, String schema, String answer) throws SQLException {
        // Given
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            connection.createStatement().execute("CREATE TABLE orders (id INTEGER)");
            // When, then
            assertThat(SqlitePragma.ask(
                            connection, schema, word, TableId.parse("orders"), SqlitePragmaTest::read, "unknown"))
                    .isEqualTo(answer);
        }
    }

    private static String read(ResultSet answer) throws SQLException {
        return answer.next() ? "there" : "nothing";
    }
}
