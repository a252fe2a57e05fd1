package io.penstock.jdbc.dialect;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.error.SqlStates;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Reads what the server says of a failure, apart from the texts in which it quotes rows. */
final class PostgresFaults {

    /** The server counts the rows of a COPY from 1: {@code COPY orders, line 57, column id}. */
    private static final Pattern COPY_LINE = Pattern.compile("^COPY .*?, line (\\d+)", Pattern.MULTILINE);

    /** Where RAISE of PL/pgSQL is done: state, text and names are a trigger's own. */
    private static final String RAISE = "exec_stmt_raise";

    /** Where the server says that it was told to stop, or found a deadlock, in words of its own, whatever it was doing. */
    private static final Set<String> WORDS_OF_ITS_OWN = Set.of("ProcessInterrupts", "DeadLockReport");

    /** Statements fail with these by what they say themselves, and the texts name tables, columns, policies and types. */
    private static final Set<String> ABOUT_STATEMENTS =
            Set.of("42501", "42P10", "428C9", "42P07", "42701", "42703", "42710", "42804", "0A000");

    /** Where a text is read as a name ({@code regclass}), and quoted where no such name can be. */
    private static final Set<String> NAMES_OF_VALUES = Set.of("RangeVarGetRelidExtended", "DeconstructQualifiedName");

    /** After these the server has ended the session. */
    private static final Set<String> ENDED = Set.of("FATAL", "PANIC");

    /** PgBouncer's state for whatever it has to say itself; the server's class for failures of its own. */
    private static final Set<String> OF_POOLERS = Set.of("08P01", "XX000");

    /** Where the server has no number left for a transaction or a lock, until it has been vacuumed: a limit, but no row's. */
    private static final Set<String> OUT_OF_NUMBERS = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    private static final String NO_RESOURCES = "53000";

    /** Of what PgBouncer has to say, what another try does not change. */
    private static final Pattern REFUSED_LOGIN = Pattern.compile(
            "^(no such |unsupported |bouncer config error)|is disabled$|\\b(SASL|SSL|TLS)\\b|authentication|\\bauth failed|password|login rejected",
            Pattern.CASE_INSENSITIVE);

    /** Syntax errors: in a statement that is taken without rows, that of a text that is read. */
    private static final String SYNTAX_ERROR = "42601";

    /** Of names, and of what is not there by that name; defaults and policies look for names too. */
    private static final Set<String> OF_NAMES = Set.of("42602", "42704", "42883", "3F000");

    private static final String INTERNAL_ERROR = "XX000";

    /** How PostGIS names the files in which it reads geometries: of what it cannot read it tells no state. */
    private static final String GEOMETRY_FILES = "lwgeom_";

    /** Where a setting's name is not known: that of a policy or a default, not of a value. */
    private static final String SETTING = "find_option";

    private PostgresFaults() {}

    static SqlFault of(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException ps ? ps.getServerErrorMessage() : null;
        boolean outOfNumbers = server != null && OUT_OF_NUMBERS.contains(String.valueOf(server.getRoutine()));
        String state = outOfNumbers ? NO_RESOURCES : failure.getSQLState();
        FaultKind kind = kindOf(state, failure, server);
        boolean raised = server != null && RAISE.equals(server.getRoutine());
        return new SqlFault(
                kind,
                state == null ? "none" : state,
                Optional.ofNullable(server == null || raised ? null : server.getConstraint()),
                Optional.ofNullable(server == null || raised ? null : server.getColumn()),
                quotesNoValues(kind, failure, server) ? Optional.ofNullable(text(failure, server)) : Optional.empty(),
                copiedRow(server),
                raised || (server != null && isOfValues(server)),
                server != null && isOfNames(server),
                SqlFault.withoutMessage(failure));
    }

    /** A pooler between says with an error of its own that the session's server is gone, or that there is none now. */
    private static FaultKind kindOf(@Nullable String state, SQLException failure, @Nullable ServerErrorMessage server) {
        if (server != null
                && ENDED.contains(String.valueOf(server.getSeverity()))
                && OF_POOLERS.contains(String.valueOf(server.getSQLState()))) {
            return REFUSED_LOGIN.matcher(String.valueOf(server.getMessage())).find()
                    ? FaultKind.FATAL
                    : FaultKind.CONNECTION;
        }
        return SqlStates.kindOf(state, failure);
    }

    /** Whether it failed within a function, or a statement that a constraint or function runs; a COPY has its context too. */
    private static boolean isNested(ServerErrorMessage server) {
        String where = server.getWhere();
        return where != null && !where.isEmpty() && !where.startsWith("COPY ");
    }

    /**
     * Failures of connections, locks and statements speak of names only; those of rows, and unknown ones, may quote rows. So may any that
     * comes out of a function, and one of a statement that its text is not at fault for: there a value was read as something else.
     */
    private static boolean quotesNoValues(FaultKind kind, SQLException failure, @Nullable ServerErrorMessage server) {
        if (server != null && isNested(server)) {
            return kind.isTransient() && WORDS_OF_ITS_OWN.contains(String.valueOf(server.getRoutine()));
        }
        return switch (kind) {
            case CONNECTION, BUSY -> true;
            case STATEMENT -> server == null || server.getPosition() > 0 || isAboutStatement(server);
            case ROW -> false;
            case FATAL -> SqlStates.loginRefused(failure);
        };
    }

    private static boolean isOfValues(ServerErrorMessage server) {
        String state = String.valueOf(server.getSQLState());
        boolean ofGeometries =
                state.equals(INTERNAL_ERROR) && String.valueOf(server.getFile()).startsWith(GEOMETRY_FILES);
        return !isNested(server) && (state.equals(SYNTAX_ERROR) || ofGeometries);
    }

    /** Defaults, policies, generated columns and what indexes compute run with each row too; of these nothing is known. */
    private static boolean isOfNames(ServerErrorMessage server) {
        String routine = String.valueOf(server.getRoutine());
        return !isNested(server)
                && !routine.equals(SETTING)
                && (OF_NAMES.contains(String.valueOf(server.getSQLState())) || NAMES_OF_VALUES.contains(routine));
    }

    private static boolean isAboutStatement(ServerErrorMessage server) {
        return ABOUT_STATEMENTS.contains(String.valueOf(server.getSQLState()))
                && !NAMES_OF_VALUES.contains(String.valueOf(server.getRoutine()));
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
