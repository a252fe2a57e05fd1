package io.penstock.jdbc.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

    @ParameterizedTest
    @CsvSource({
        "08006, CONNECTION",
        "57P01, CONNECTION",
        "25P03, CONNECTION",
        "25P04, CONNECTION",
        "25006, BUSY",
        "40001, BUSY",
        "40P01, BUSY",
        "53100, BUSY",
        "53300, BUSY",
        "55P03, BUSY",
        "57014, BUSY",
        "22003, ROW",
        "22001, ROW",
        "23505, ROW",
        "23514, ROW",
        "21000, ROW",
        "P0001, ROW",
        "54000, ROW",
        "44000, ROW",
        "45000, ROW",
        "42P01, STATEMENT",
        "42703, STATEMENT",
        "42804, STATEMENT",
        "0A000, STATEMENT",
        "22P03, STATEMENT",
        "08P01, STATEMENT",
        "28P01, FATAL",
        "2200H, FATAL",
        "3D000, FATAL",
        "XX000, FATAL",
        "25P02, FATAL"
    })
    void classifiesByState(String state, FaultKind kind) {
        assertThat(SqlStates.kindOf(new SQLException("x", state))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "ROW, 23505, true",
        "STATEMENT, 42601, true",
        "STATEMENT, 42501, true",
        "FATAL, XX000, true",
        "FATAL, none, true",
        "FATAL, 72000, true",
        "FATAL, X, true",
        "FATAL, XX001, false",
        "FATAL, XX002, false",
        "FATAL, 25P02, false",
        "FATAL, 2200H, false",
        "FATAL, 28P01, false",
        "FATAL, F0000, false",
        "BUSY, 40001, false",
        "CONNECTION, 08006, false"
    })
    void knowsWhatNoRowCauses(FaultKind kind, String state, boolean mayBe) {
        assertThat(SqlStates.mayBeARows(kind, state)).isEqualTo(mayBe);
    }

    @Test
    void classifiesWhatHasNoStateByItsClass() {
        assertThat(SqlStates.kindOf(new SQLRecoverableException("x"))).isEqualTo(FaultKind.CONNECTION);
        assertThat(SqlStates.kindOf(new SQLNonTransientConnectionException("x")))
                .isEqualTo(FaultKind.CONNECTION);
        assertThat(SqlStates.kindOf(new SQLIntegrityConstraintViolationException("x")))
                .isEqualTo(FaultKind.ROW);
        assertThat(SqlStates.kindOf(new SQLDataException("x"))).isEqualTo(FaultKind.ROW);
        assertThat(SqlStates.kindOf(new SQLSyntaxErrorException("x"))).isEqualTo(FaultKind.STATEMENT);
        assertThat(SqlStates.kindOf(new SQLTimeoutException("x"))).isEqualTo(FaultKind.BUSY);
        assertThat(SqlStates.kindOf(new SQLTransactionRollbackException("x"))).isEqualTo(FaultKind.BUSY);
        assertThat(SqlStates.kindOf(new SQLException("x"))).isEqualTo(FaultKind.FATAL);
    }

    @Test
    void keepsNothingOfTheDriversTextInTheCause() {
        // Given
        SQLException raw = new SQLException("Key (id)=(SECRET) exists", "23505", new SQLException("SECRET too"));
        raw.setNextException(new SQLException("SECRET three"));
        // When
        SQLException clean = SqlFault.withoutMessage(raw);
        // Then
        assertThat(clean.getMessage()).doesNotContain("SECRET");
        assertThat(clean.getCause() == null && clean.getNextException() == null).isTrue();
        assertThat(clean.getSQLState()).isEqualTo("23505");
    }
}
