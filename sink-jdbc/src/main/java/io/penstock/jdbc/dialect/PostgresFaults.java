package io.penstock.jdbc.dialect;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.error.SqlStates;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads what the server says of a failure, apart from the texts in which it quotes rows. */
final class PostgresFaults {

    /** The server counts the rows of a COPY from 1: {@code COPY orders, line 57, column id}. */
    private static final Pattern COPY_LINE = Pattern.compile("^COPY .*?, line (\\d+)", Pattern.MULTILINE);

    private PostgresFaults() {}

    static SqlFault of(SQLException failure) {
        FaultKind kind = SqlStates.kindOf(failure);
        ServerErrorMessage server = failure instanceof PSQLException ps ? ps.getServerErrorMessage() : null;
        return new SqlFault(
                kind,
                failure.getSQLState() == null ? "none" : failure.getSQLState(),
                Optional.ofNullable(server == null ? null : server.getConstraint()),
                Optional.ofNullable(server == null ? null : server.getColumn()),
                quotesNoValues(kind, failure) ? Optional.ofNullable(text(failure, server)) : Optional.empty(),
                copiedRow(server),
                SqlFault.withoutMessage(failure));
    }

    /** Failures of connections, locks and statements speak of names only; those of rows, and unknown ones, may quote rows. */
    private static boolean quotesNoValues(FaultKind kind, SQLException failure) {
        return switch (kind) {
            case CONNECTION, BUSY, STATEMENT -> true;
            case ROW -> false;
            case FATAL -> SqlStates.loginRefused(failure);
        };
    }

    private static @Nullable String text(SQLException failure, @Nullable ServerErrorMessage server) {
        if (server != null) {
            return server.getMessage();
        }
        Throwable cause = failure.getCause();
        return cause == null ? failure.getMessage() : failure.getMessage() + " (" + cause.getMessage() + ")";
    }

    private static OptionalInt copiedRow(@Nullable ServerErrorMessage server) {
        if (server == null || server.getWhere() == null) {
            return OptionalInt.empty();
        }
        Matcher line = COPY_LINE.matcher(server.getWhere());
        return line.find() ? OptionalInt.of(Integer.parseInt(line.group(1)) - 1) : OptionalInt.empty();
    }
}
