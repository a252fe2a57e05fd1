package io.penstock.jdbc.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // which row it is does not matter here
class DoubtTest {

    private final SQLException raw = new SQLException("x", "42601");
    private final AtomicLong nanos = new AtomicLong();
    private int probes;

    private static SqlFault fault(String state, boolean ofValues) {
        return new SqlFault(
                FaultKind.STATEMENT,
                state,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                ofValues,
                new SQLException("x", state));
    }

    /** @param withoutRows what the statement without rows fails with */
    private Doubt doubt(@Nullable SqlFault withoutRows) {
        return new Doubt(
                () -> {
                    probes++;
                    return withoutRows;
                },
                nanos::get);
    }

    private void suspect(Doubt doubt, SqlFault fault) throws SQLException {
        doubt.failed(fault, raw);
        doubt.suspect(new Doubt.Suspect(null, fault, raw));
    }

    @Test
    void aStatementThatFailsWithoutRowsInTheSameWayIsAtFaultAtOnce() {
        Doubt doubt = doubt(fault("42601", true));
        assertThatThrownBy(() -> doubt.failed(fault("42601", true), raw)).isSameAs(raw);
    }

    @Test
    void aStatementThatIsTakenWithoutRowsIsGoodForWhatOnlyValuesMake() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        // When
        suspect(doubt, fault("42601", true));
        suspect(doubt, fault("42704", true));
        // Then
        assertThat(doubt.verdict()).hasSize(2);
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void whereTheStatementCannotBeTriedWithoutRowsAnotherRowMustPass() throws SQLException {
        // Given
        Doubt doubt = doubt(fault("0A000", true));
        // When
        suspect(doubt, fault("42601", true));
        // Then
        assertThatThrownBy(doubt::verdict).isSameAs(raw);
        doubt.rowPassed();
        assertThat(doubt.verdict()).hasSize(1);
    }

    @Test
    void ofWhatIsNotMadeOfValuesOnlyAnotherRowTells() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        // When
        suspect(doubt, fault("42P01", false));
        // Then
        assertThatThrownBy(doubt::verdict).isSameAs(raw);
        doubt.rowPassed();
        assertThat(doubt.verdict()).hasSize(1);
    }

    @Test
    void theSearchForARowThatPassesIsBounded() throws SQLException {
        // Given
        Doubt doubt = doubt(fault("0A000", true));
        suspect(doubt, fault("42601", true));
        // When
        nanos.set(60_000_000_001L);
        // Then
        assertThatThrownBy(() -> doubt.failed(fault("42601", true), raw)).isSameAs(raw);
        doubt.rowPassed();
        suspect(doubt, fault("42601", true));
        assertThat(doubt.verdict()).hasSize(2);
    }
}
