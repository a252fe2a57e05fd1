package io.penstock.jdbc.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway") // which row it is does not matter here
class DoubtTest {

    private static final Doubt.Others NONE = () -> false;

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
                false,
                new SQLException("x", state));
    }

    /** @param withoutRows what the statement without rows fails with */
    private Doubt doubt(@Nullable SqlFault withoutRows) {
        return new Doubt(
                () -> {
                    probes++;
                    return withoutRows;
                },
                false,
                Duration.ofSeconds(30),
                nanos::get);
    }

    private void suspect(Doubt doubt, SqlFault fault) throws SQLException {
        doubt.failed(fault, raw, NONE);
        doubt.suspect(new Doubt.Suspect(null, fault, raw), NONE);
    }

    @Test
    void aStatementThatFailsWithoutRowsInTheSameWayIsAtFaultAtOnce() {
        Doubt doubt = doubt(fault("42601", true));
        assertThatThrownBy(() -> doubt.failed(fault("42601", true), raw, NONE)).isSameAs(raw);
    }

    @Test
    void aStatementThatIsTakenWithoutRowsIsGoodForWhatOnlyValuesMake() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        // When
        doubt.failed(fault("42601", true), raw, NONE);
        doubt.failed(fault("42704", true), raw, NONE);
        // Then
        assertThat(doubt.isRows(fault("42601", true))).isTrue();
        assertThat(doubt.isRows(fault("42501", false))).isFalse();
        assertThat(probes).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0A000, true", ", false"})
    void elseAnotherRowMustPass(String withoutRows, boolean ofValues) throws SQLException {
        // Given
        Doubt doubt = doubt(withoutRows == null ? null : fault(withoutRows, true));
        suspect(doubt, fault("42P01", ofValues));
        assertThatThrownBy(doubt::end).isSameAs(raw);
        // When
        doubt.rowPassed();
        assertThat(doubt.guilty()).hasSize(1);
        // Then
        doubt.end();
        assertThat(doubt.isRows(fault("42P01", ofValues))).isTrue();
        doubt.rowPassed();
        assertThat(doubt.guilty()).isEmpty();
    }

    @Test
    void theSearchForARowThatPassesIsBounded() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        suspect(doubt, fault("42501", false));
        // When half of the transaction's time is over
        nanos.set(15_000_000_001L);
        // Then
        assertThatThrownBy(() -> doubt.failed(fault("42501", false), raw, NONE)).isSameAs(raw);
        doubt.rowPassed();
        assertThat(doubt.guilty()).hasSize(1);
        doubt.failed(fault("42501", false), raw, NONE);
    }

    @Test
    void whereManyRowsFailAndNonePassesTheStatementIsAtFault() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        for (int i = 1; i < 200; i++) {
            suspect(doubt, fault("42501", false));
        }
        // When, then
        assertThatThrownBy(() -> suspect(doubt, fault("42501", false))).isSameAs(raw);
    }

    @Test
    void badRowsThatStandTogetherAreKnownByAGoodOneBehindThem() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        for (int i = 1; i < 200; i++) {
            suspect(doubt, fault("42501", false));
        }
        assertThat(doubt.guilty()).isEmpty();
        // When
        doubt.suspect(new Doubt.Suspect(null, fault("42501", false), raw), () -> true);
        // Then
        assertThat(doubt.guilty()).hasSize(200);
        doubt.end();
    }

    @Test
    void whenTheTimeIsOverTheRowsThatAreLeftAreAskedOnce() throws SQLException {
        // Given
        Doubt doubt = doubt(null);
        suspect(doubt, fault("42501", false));
        nanos.set(15_000_000_001L);
        // When
        doubt.failed(fault("42501", false), raw, () -> true);
        // Then
        assertThat(doubt.guilty()).hasSize(1);
        doubt.failed(fault("42501", false), raw, NONE);
    }
}
