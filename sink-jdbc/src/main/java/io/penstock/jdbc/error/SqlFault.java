package io.penstock.jdbc.error;

import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A failure of the database, stripped of everything that a driver may have quoted from a row ("Failing row contains …",
 * "Key (…)=(…)"): messages, dead-letter headers and causes are made from this alone.
 *
 * @param sqlState five characters, or {@code none}
 * @param constraint the violated constraint's name
 * @param column the column's name
 * @param serverMessage what the server or the sink itself said, only where it names no values
 * @param row the index of the failing row within the statement, counted from 0, where the server names it
 * @param ofValues whether, of a statement that the database takes without rows, only a value can make it: neither the table nor a right,
 *     nor what runs with each row
 * @param ofNames as {@code ofValues}, where the statement writes a column whose type reads names
 * @param cause its stack trace and state, without its message
 */
public record SqlFault(
        FaultKind kind,
        String sqlState,
        Optional<String> constraint,
        Optional<String> column,
        Optional<String> serverMessage,
        OptionalInt row,
        boolean ofValues,
        boolean ofNames,
        SQLException cause) {

    /** NOT NULL and CHECK; 23513 is H2's and HSQLDB's. */
    private static final Set<String> OF_THE_ROW_ALONE = Set.of("23502", "23513", "23514");

    /** Whether the same row may be taken when others are written: a unique or foreign key, or an exclusion, refuses it. */
    public boolean mayPassLater() {
        return kind == FaultKind.ROW && sqlState.startsWith("23") && !OF_THE_ROW_ALONE.contains(sqlState);
    }

    /** Whether one row may have caused it, though it may as well be the statement's own. */
    public boolean mayBeARows() {
        return SqlStates.mayBeARows(kind, sqlState);
    }

    public boolean isSameAs(SqlFault other) {
        return sqlState.equals(other.sqlState) && cause.getErrorCode() == other.cause.getErrorCode();
    }

    /** A clause for messages: {@code SQLSTATE 23505, constraint "orders_pkey": another row has the values of a unique key}. */
    public String describe() {
        StringBuilder out = new StringBuilder("SQLSTATE ").append(sqlState);
        if (cause.getErrorCode() != 0) {
            out.append(", error ").append(cause.getErrorCode());
        }
        constraint.ifPresent(name -> out.append(", constraint \"").append(name).append('"'));
        column.ifPresent(name -> out.append(", column \"").append(name).append('"'));
        serverMessage
                .or(() -> SqlStates.meaning(sqlState))
                .ifPresent(text -> out.append(": ").append(text));
        return out.toString();
    }

    /** What remains of a driver's exception when its message, and those of its causes, are not to be trusted with values. */
    public static SQLException withoutMessage(SQLException raw) {
        SQLException clean = new SQLException(
                "SQLSTATE " + raw.getSQLState() + " (the driver's text may quote values and is left out)",
                raw.getSQLState(),
                raw.getErrorCode());
        clean.setStackTrace(raw.getStackTrace());
        return clean;
    }
}
