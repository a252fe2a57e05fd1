package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.schema.Column;
import io.penstock.jdbc.schema.ColumnType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteValuesTest {

    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private static String stored(ColumnType type, String declared, Object value) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            connection.createStatement().execute("CREATE TABLE t (c " + declared + ")");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                new SqliteValues().set(insert, 1, new Column("c", type, declared, Column.ANY_SCALE), value);
                insert.execute();
            }
            try (ResultSet result = connection.createStatement().executeQuery("SELECT CAST(c AS TEXT) FROM t")) {
                return result.getString(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-01-01", "0001-12-31", "9999-12-31"})
    void yearsOfFourDigitsAreTextsThatSort(String day) throws SQLException {
        long days = LocalDate.parse(day).toEpochDay();
        assertThat(stored(ColumnType.DATE, "DATE", days)).isEqualTo(day);
        assertThat(stored(ColumnType.TIMESTAMP, "TIMESTAMP", days * MICROS_PER_DAY))
                .isEqualTo(day + " 00:00:00.000000");
    }

    @ParameterizedTest
    @CsvSource({"-0001-12-31", "+10000-01-01"})
    void otherYearsAreRefused(String day) {
        long days = LocalDate.parse(day).toEpochDay();
        for (ColumnType type : new ColumnType[] {ColumnType.DATE, ColumnType.TIMESTAMP, ColumnType.INSTANT}) {
            long value = type == ColumnType.DATE ? days : days * MICROS_PER_DAY;
            assertThatThrownBy(() -> stored(type, "DATE", value))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("22008"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "-12",
                "0",
                "9223372036854775807",
                "1.5",
                "-0.0001",
                "12345678901234.5",
                "100000.5",
                "1x",
                "0x1F",
                "",
                "1 2",
                "{\"a\":1}",
                "true",
                "Infinity"
            })
    void aTextStaysAsItIsInAColumnOfNumericAffinity(String text) throws SQLException {
        assertThat(stored(ColumnType.OTHER, "STRING", text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "+7",
                " 7",
                "7 ",
                "-0",
                "1e5",
                "1.0",
                "1.50",
                "1.",
                ".5",
                "0.00001",
                "9223372036854775808",
                "12345678901234567890",
                "1234567890123456.5"
            })
    void aTextThatTheColumnWouldMakeAnotherNumberOfIsRefused(String text) throws SQLException {
        assertThatThrownBy(() -> stored(ColumnType.OTHER, "STRING", text))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo("22018"));
        assertThat(stored(ColumnType.OTHER, "", text)).isEqualTo(text);
    }

    /** Where a pattern tries every cut of the digits, this takes a minute, and hours for a megabyte. */
    @Test
    @Timeout(30)
    void aLongTextOfDigitsThatIsNoNumberIsNotStudiedForLong() throws SQLException {
        for (String text :
                List.of("7".repeat(60_000) + "x", " ".repeat(60_000) + "x", "1e" + "7".repeat(60_000) + "x")) {
            assertThat(stored(ColumnType.OTHER, "STRING", text)).isEqualTo(text);
        }
    }
}
