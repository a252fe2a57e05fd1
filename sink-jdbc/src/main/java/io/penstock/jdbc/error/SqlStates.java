package io.penstock.jdbc.error;

import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Classifies by SQLSTATE (ISO/IEC 9075-2, subclauses in PostgreSQL's manual, appendix A); what has none by the class of the
 * exception. Pure.
 */
public final class SqlStates {

    /** Invalid authorization (28) and invalid catalog name (3D): waiting does not help. */
    private static final Set<String> LOGIN = Set.of("28", "3D");

    private static final Set<String> BUSY = Set.of("40", "53", "58");
    /** 57 is operator intervention; the backend is gone after most of these. */
    private static final Set<String> SHUT_DOWN = Set.of("57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04");

    private static final Set<String> BUSY_STATES = Set.of("25006", "55P03", "55006", "57014");
    /**
     * Data exception, integrity, cardinality, check option, a limit such as an index row's size, an exception of a trigger (P0, or 45 as
     * SQL/PSM has it).
     */
    private static final Set<String> ROW = Set.of("21", "22", "23", "44", "45", "54", "P0");
    /** Of states that are somebody's, though they say nothing good: a transaction's, an internal error. */
    private static final Set<String> OTHERS = Set.of("25", "3F", "XX");

    /** Syntax or access rule, feature not supported ("cached plan must not change result type"). */
    private static final Set<String> STATEMENT = Set.of("42", "0A", "26");

    /**
     * Invalid binary representation, protocol violation: what we sent in binary form was meant for another type, so the table is
     * not what it was. No row's fault, though 22 is a class of those, and no fault of the connection.
     */
    private static final Set<String> STATEMENT_STATES = Set.of("22P03", "08P01");

    /** A sequence that has come to its end: a data exception, but the table's. */
    private static final String SEQUENCE_EXHAUSTED = "2200H";

    /** Of transactions, logins, catalogs and configuration; damaged data and indexes. No row makes these. */
    private static final Set<String> NEVER_A_ROWS =
            Set.of("25", "28", "2D", "0B", "3D", "F0", "XX001", "XX002", SEQUENCE_EXHAUSTED);

    /** In words, for those that a bad record meets; 23513 is H2's and HSQLDB's, 45000 a SIGNAL's. */
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("22001", "the value is longer than its column takes"),
            Map.entry("22003", "a number is out of its column's range"),
            Map.entry("22007", "a text is no date or time of its column"),
            Map.entry("22008", "a date or time is out of its column's range"),
            Map.entry("22012", "a trigger or an expression of the table divides by zero"),
            Map.entry("22018", "a value cannot be made one of its column's type"),
            Map.entry("22021", "a text holds a character that the database does not store, such as the character 0"),
            Map.entry("22P02", "a text is none of its column's type"),
            Map.entry("22P05", "a text holds a character that the database does not store, such as \\u0000 in JSON"),
            Map.entry("23000", "a constraint refuses the row"),
            Map.entry("23502", "a column that is NOT NULL, and has no default, gets no value"),
            Map.entry("23503", "a foreign key does not find its row, or is still referred to"),
            Map.entry("23505", "another row has the values of a unique key"),
            Map.entry("23513", "a check constraint refuses the row"),
            Map.entry("23514", "a check constraint refuses the row, or no partition takes it"),
            Map.entry("23P01", "an exclusion constraint finds a row that stands against it"),
            Map.entry("44000", "the view would not show the row"),
            Map.entry("45000", "a trigger or a function refuses the row"),
            Map.entry("P0001", "a trigger or a function refuses the row"));

    private SqlStates() {}

    /** What a state says, without anything of the row. */
    static Optional<String> meaning(String state) {
        return Optional.ofNullable(MEANINGS.get(state));
    }

    /**
     * Whether a failure of this kind may be one row's fault. A class says little: types' own parsers make syntax errors, extensions internal
     * ones, policies of rows are rights, and triggers choose any state.
     */
    static boolean mayBeARows(FaultKind kind, String state) {
        return switch (kind) {
            case ROW, STATEMENT -> true;
            case CONNECTION, BUSY -> false;
            case FATAL ->
                !NEVER_A_ROWS.contains(state) && (state.length() < 2 || !NEVER_A_ROWS.contains(state.substring(0, 2)));
        };
    }

    public static FaultKind kindOf(SQLException failure) {
        return kindOf(failure.getSQLState(), failure);
    }

    /** @param state the failure's, or what its vendor's code means */
    public static FaultKind kindOf(@Nullable String state, SQLException failure) {
        if (state == null || state.length() < 2) {
            return ofClass(failure);
        }
        if (STATEMENT_STATES.contains(state)) {
            return FaultKind.STATEMENT;
        }
        if (state.equals(SEQUENCE_EXHAUSTED)) {
            return FaultKind.FATAL;
        }
        String stateClass = state.substring(0, 2);
        if (stateClass.equals("08") || SHUT_DOWN.contains(state)) {
            return FaultKind.CONNECTION;
        }
        if (BUSY.contains(stateClass) || BUSY_STATES.contains(state)) {
            return FaultKind.BUSY;
        }
        if (ROW.contains(stateClass)) {
            return FaultKind.ROW;
        }
        if (STATEMENT.contains(stateClass)) {
            return FaultKind.STATEMENT;
        }
        return FaultKind.FATAL;
    }

    /** As {@link #kindOf(String, SQLException)}; by the exception's class where the state is of a class of the vendor's own. */
    public static FaultKind kindOrClass(@Nullable String state, SQLException failure) {
        FaultKind kind = kindOf(state, failure);
        boolean known = state != null && state.length() >= 2 && isKnown(state.substring(0, 2));
        return kind == FaultKind.FATAL && !known ? ofClass(failure) : kind;
    }

    private static boolean isKnown(String stateClass) {
        return LOGIN.contains(stateClass) || OTHERS.contains(stateClass);
    }

    private static FaultKind ofClass(SQLException failure) {
        if (failure instanceof SQLIntegrityConstraintViolationException || failure instanceof SQLDataException) {
            return FaultKind.ROW;
        }
        if (failure instanceof SQLSyntaxErrorException || failure instanceof SQLFeatureNotSupportedException) {
            return FaultKind.STATEMENT;
        }
        if (failure instanceof SQLTransactionRollbackException || failure instanceof SQLTimeoutException) {
            return FaultKind.BUSY;
        }
        return failure instanceof SQLTransientException
                        || failure instanceof SQLRecoverableException
                        || failure instanceof SQLNonTransientConnectionException
                ? FaultKind.CONNECTION
                : FaultKind.FATAL;
    }

    /** Whether the login itself was refused. */
    public static boolean loginRefused(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() >= 2 && LOGIN.contains(state.substring(0, 2));
    }
}
