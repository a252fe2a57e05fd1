package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandardFaultsTest {

    @ParameterizedTest
    @CsvSource({
        "H2, HYT00, 50200, BUSY",
        "H2, 90131, 90131, BUSY",
        "H2, 40001, 40001, BUSY",
        "H2, 90067, 90067, CONNECTION",
        "H2, 23505, 23505, ROW",
        "H2, 22001, 22001, ROW",
        "H2, 42S02, 42102, STATEMENT",
        "H2, 90096, 90096, STATEMENT",
        "H2, 90154, 90154, STATEMENT",
        "H2, 90155, 90155, STATEMENT",
        "H2, 28000, 28000, FATAL",
        "H2, HY000, 50000, FATAL",
        "MYSQL, HY000, 1205, BUSY",
        "MYSQL, 40001, 1213, BUSY",
        "MYSQL, HY000, 1290, BUSY",
        "MYSQL, 08S01, 1927, CONNECTION",
        "MYSQL, 08004, 1040, BUSY",
        "MYSQL, 28000, 1045, FATAL",
        "MYSQL, 23000, 1062, ROW",
        "MYSQL, HY000, 1364, ROW",
        "MYSQL, HY000, 1366, ROW",
        "MYSQL, HY000, 3819, ROW",
        "MYSQL, 01000, 1265, ROW",
        "MYSQL, HY000, 1267, ROW",
        "MYSQL, HY000, 1270, ROW",
        "MYSQL, HY000, 1271, ROW",
        "MYSQL, 45000, 30001, ROW",
        "MYSQL, HY000, 1906, STATEMENT",
        "MYSQL, HY000, 3105, STATEMENT",
        "MYSQL, HY000, 3032, CONNECTION",
        "MYSQL, HY000, 9001, CONNECTION",
        "MYSQL, 42000, 1461, BUSY",
        "MYSQL, HY000, 1637, BUSY",
        "MYSQL, HY000, 3100, BUSY",
        "MYSQL, HY000, 1180, BUSY",
        "MYSQL, HY000, 1036, BUSY",
        "MYSQL, HY000, 9002, BUSY",
        "MYSQL, HY000, 9005, BUSY",
        "MYSQL, HY000, 1034, FATAL",
        "MYSQL, HY000, 1467, FATAL",
        "MYSQL, HY000, 1812, FATAL",
        "MYSQL, HY000, 1814, FATAL",
        "MYSQL, HY000, 1526, ROW",
        "MYSQL, HY000, 1748, ROW",
        "MYSQL, HY000, 1369, ROW",
        "MYSQL, HY000, 3643, ROW",
        "MYSQL, 02000, 1643, ROW",
        "MYSQL, 42S02, 1146, STATEMENT",
        "MYSQL, 42000, 1142, STATEMENT",
        "SQLITE, , 5, BUSY",
        "SQLITE, , 6, BUSY",
        "SQLITE, , 8, BUSY",
        "SQLITE, , 13, BUSY",
        "SQLITE, , 14, CONNECTION",
        "SQLITE, , 19, ROW",
        "SQLITE, , 1, STATEMENT",
        "SQLITE, , 11, FATAL"
    })
    void classifiesByTheVendorsCodes(String dialect, String state, int code, FaultKind kind) {
        Dialect of = switch (dialect) {
            case "H2" -> new H2Dialect();
            case "MYSQL" -> MySqlDialect.byMariaDbDriver();
            default -> new SqliteDialect();
        };
        assertThat(of.fault(new SQLException("x", state, code)).kind()).isEqualTo(kind);
    }

    /** Others pass before the limit is reached, which proves nothing. */
    @ParameterizedTest
    @ValueSource(ints = {1197, 1705, 8004})
    void aTransactionThatIsTooLargeIsNoRowsFault(int code) {
        SqlFault fault = MySqlDialect.byMariaDbDriver().fault(new SQLException("x", "HY000", code));
        assertThat(fault.kind()).isEqualTo(FaultKind.FATAL);
        assertThat(fault.mayBeARows()).isFalse();
    }

    @Test
    void aRowThatIsTooLargeForInnoDbsUndoLogIsABadOne() {
        SqlFault fault = MySqlDialect.byMariaDbDriver().fault(new SQLException("x", "HY000", 1713));
        assertThat(fault.kind()).isEqualTo(FaultKind.ROW);
    }

    @ParameterizedTest
    @CsvSource({
        "1030, 'Got error 139 \"Too big row\" from storage engine InnoDB', ROW",
        "1030, 'Got error 1 \"Operation not permitted\" from storage engine InnoDB', FATAL",
        "1139, Got error 'missing )' from regexp, ROW"
    })
    void whatOnlyARowCanBeAtFaultForIsTheRows(int code, String text, FaultKind kind) {
        assertThat(MySqlDialect.byMariaDbDriver()
                        .fault(new SQLException(text, "HY000", code))
                        .kind())
                .isEqualTo(kind);
    }

    /** By another driver of PostgreSQL's, behind a pooler that has lost its server. */
    @Test
    void aProtocolThatIsBrokenIsAConnectionWhereNothingIsSentInBinary() {
        assertThat(StandardFaults.byClassToo(code -> null)
                        .of(new SQLException("server conn crashed?", "08P01"))
                        .kind())
                .isEqualTo(FaultKind.CONNECTION);
    }

    @Test
    void aBulkThatMariaDbRefusesWithoutAWordIsTriedAgain() {
        MySqlDialect dialect = MySqlDialect.byMariaDbDriver();
        assertThat(dialect.fault(new BatchUpdateException("(conn=7) ", "HY000", 0, new int[0], null))
                        .kind())
                .isEqualTo(FaultKind.BUSY);
        assertThat(dialect.fault(new SQLException("(conn=7) a word", "HY000")).kind())
                .isEqualTo(FaultKind.FATAL);
    }

    @Test
    void aWaitForALockThatIsOverHasOneStateEverywhere() {
        assertThat(new H2Dialect().fault(new SQLException("x", "HYT00", 50_200)).sqlState())
                .isEqualTo("55P03");
        assertThat(new SqliteDialect().fault(new SQLException("x", null, 5)).sqlState())
                .isEqualTo("55P03");
    }

    @Test
    void showsWhatADriverSaysOfAConnectionUnlessItQuotesTheUrl() {
        // Given
        StandardFaults faults = new StandardFaults(Map.of());
        // Then
        assertThat(faults.of(new SQLException("connection refused\nby db", "08001"))
                        .describe())
                .isEqualTo("SQLSTATE 08001: connection refused");
        assertThat(faults.of(new SQLException("bad URL JDBC:x://db;user=u", "08001"))
                        .describe())
                .isEqualTo("SQLSTATE 08001");
        assertThat(faults.of(new SQLException("refused db;PWD=SECRET", "08001")).describe())
                .isEqualTo("SQLSTATE 08001");
    }

    @Test
    void showsNothingThatMayQuoteValuesAndLooksIntoBatches() {
        // Given
        SQLException cause = new SQLException("Value SECRET too long", "22001", 22_001);
        BatchUpdateException batch = new BatchUpdateException("batch entry 3 SECRET", null, 0, new int[0], cause);
        // When
        SqlFault fault = new StandardFaults(Map.of()).of(batch);
        // Then
        assertThat(fault.kind()).isEqualTo(FaultKind.ROW);
        assertThat(fault.describe())
                .isEqualTo("SQLSTATE 22001, error 22001: the value is longer than its column takes");
        assertThat((Throwable) fault.cause()).hasMessageNotContaining("SECRET").hasNoCause();
        SQLException syntax = new SQLException("near 'SECRET'", "42000", 1);
        assertThat(new StandardFaults(Map.of()).of(syntax).describe()).doesNotContain("SECRET");
    }

    @Test
    void aTriggersTextIsNotShownWhateverItsState() {
        for (String state : List.of("28000", "3D000", "08S01")) {
            SQLException raised = new SQLException("SECRET", state, 1644);
            assertThat(MySqlDialect.byMariaDbDriver().fault(raised).describe())
                    .isEqualTo("SQLSTATE P0001, error 1644: a trigger or a function refuses the row");
        }
        assertThat(MySqlDialect.byMariaDbDriver()
                        .fault(new SQLException("access denied", "28000", 1045))
                        .describe())
                .contains("access denied");
    }

    @ParameterizedTest
    @CsvSource({
        "3, Error writing file '/tmp/x' (Errcode: 28 \"No space left on device\"), BUSY",
        "1026, Error writing file 'x' (errno: 28 - No space), BUSY",
        "1030, Got error 28 from storage engine, BUSY",
        "1030, 'Got error 28 \"No space left on device\" from storage engine InnoDB', BUSY",
        "1030, Got error 281 from storage engine, FATAL",
        "1105, Got error 28 from storage engine, FATAL"
    })
    void aFullDiskIsWaitedFor(int code, String text, FaultKind kind) {
        assertThat(MySqlDialect.byMariaDbDriver()
                        .fault(new SQLException(text, "HY000", code))
                        .kind())
                .isEqualTo(kind);
    }
}
