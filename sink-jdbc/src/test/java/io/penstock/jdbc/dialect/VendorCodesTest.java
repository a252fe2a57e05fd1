package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.config.JdbcUrl;
import io.penstock.jdbc.error.FaultKind;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** States and codes as the vendors document them; no such driver is here. */
class VendorCodesTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:oracle:thin:@//db/x, 72000, 12899, ROW, 22001",
        "jdbc:oracle:thin:@//db/x, 22003, 1438, ROW, 22003",
        "jdbc:oracle:thin:@//db/x, 23000, 1, ROW, 23505",
        "jdbc:oracle:thin:@//db/x, 72000, 20001, ROW, P0001",
        "jdbc:oracle:thin:@//db/x, 61000, 60, BUSY, 40P01",
        "jdbc:oracle:thin:@//db/x, 61000, 54, BUSY, 55P03",
        "jdbc:oracle:thin:@//db/x, 72000, 8177, BUSY, 40001",
        "jdbc:oracle:thin:@//db/x, 72000, 1653, BUSY, 53100",
        "jdbc:oracle:thin:@//db/x, 08006, 17002, CONNECTION, 08006",
        "jdbc:oracle:thin:@//db/x, 72000, 3113, CONNECTION, 08006",
        "jdbc:oracle:thin:@//db/x, 99999, 1033, CONNECTION, 57P03",
        "jdbc:oracle:thin:@//db/x, 42000, 942, STATEMENT, 42P01",
        "jdbc:oracle:thin:@//db/x, 72000, 1017, FATAL, 28000",
        "jdbc:sqlserver://db, S0001, 2628, ROW, 22001",
        "jdbc:sqlserver://db, 23000, 2627, ROW, 23505",
        "jdbc:sqlserver://db, 23000, 547, ROW, 23503",
        "jdbc:sqlserver://db, S0001, 50001, ROW, P0001",
        "jdbc:sqlserver://db, 40001, 1205, BUSY, 40P01",
        "jdbc:sqlserver://db, S0051, 1222, BUSY, 55P03",
        "jdbc:sqlserver://db, S0001, 3906, BUSY, 25006",
        "jdbc:sqlserver://db, S0002, 208, STATEMENT, 42P01",
        "jdbc:sqlserver://db, S0001, 544, STATEMENT, 428C9",
        "jdbc:sqlserver://db, S0001, 18456, FATAL, 28000",
        "jdbc:jtds:sqlserver://db/x, S1000, 8152, ROW, 22001",
        // whose codes are others
        "jdbc:hsqldb:mem:x, HY000, 1205, FATAL, HY000"
    })
    void knowsTheCodesOfTheDatabaseThatTheUrlNames(String url, String state, int code, FaultKind kind, String known) {
        // When
        var fault = Dialects.of(JdbcUrl.parse(url)).fault(new SQLException("x", state, code));
        // Then
        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.sqlState()).isEqualTo(known);
    }

    @Test
    void statesOfTheVendorsOwnAreReadByTheClassOfTheException() {
        assertThat(kind(new SQLIntegrityConstraintViolationException("x", "99999", 7)))
                .isEqualTo(FaultKind.ROW);
        assertThat(kind(new SQLDataException("x", "S1000", 7))).isEqualTo(FaultKind.ROW);
        assertThat(kind(new SQLTimeoutException("x", "HY008", 7))).isEqualTo(FaultKind.BUSY);
        assertThat(kind(new SQLRecoverableException("x", "66000", 7))).isEqualTo(FaultKind.CONNECTION);
        assertThat(kind(new SQLException("x", "72000", 7))).isEqualTo(FaultKind.FATAL);
        assertThat(kind(new SQLInvalidAuthorizationSpecException("x", "28000", 7)))
                .isEqualTo(FaultKind.FATAL);
        assertThat(kind(new SQLRecoverableException("x", "XX000", 7))).isEqualTo(FaultKind.FATAL);
    }

    private static FaultKind kind(SQLException failure) {
        return Dialects.of(JdbcUrl.parse("jdbc:oracle:thin:@//db/x"))
                .fault(failure)
                .kind();
    }
}
