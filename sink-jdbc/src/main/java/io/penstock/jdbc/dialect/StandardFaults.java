package io.penstock.jdbc.dialect;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.error.SqlStates;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a failure by the vendor's codes, which are translated into SQLSTATEs, and by SQLSTATE where the vendor's is one. */
final class StandardFaults {

    private static final Pattern QUOTES_THE_URL = Pattern.compile("jdbc:|(password|pwd)=", Pattern.CASE_INSENSITIVE);

    private static final Set<String> DUPLICATE = Set.of("23505", "23000");

    private static final String PROTOCOL_VIOLATION = "08P01";

    private final IntFunction<@Nullable String> states;
    private final boolean byClassToo;
    private final Set<Integer> ofValues;

    /** @param states what vendor codes mean, in SQLSTATEs as {@link SqlStates} knows them */
    StandardFaults(Map<Integer, String> states) {
        this(states, Set.of());
    }

    /** @param ofValues the codes that only values can make, where the database takes the statement without rows */
    StandardFaults(Map<Integer, String> states, Set<Integer> ofValues) {
        this(states::get, false, ofValues);
    }

    private StandardFaults(IntFunction<@Nullable String> states, boolean byClassToo, Set<Integer> ofValues) {
        this.states = states;
        this.byClassToo = byClassToo;
        this.ofValues = ofValues;
    }

    /** Of a driver whose exceptions are of the classes that JDBC means for them, where their states say nothing. */
    static StandardFaults byClassToo(IntFunction<@Nullable String> states) {
        return new StandardFaults(states, true, Set.of());
    }

    SqlFault of(SQLException raw) {
        SQLException failure = statementsOf(raw);
        String known = states.apply(failure.getErrorCode());
        String state = known == null ? failure.getSQLState() : known;
        FaultKind kind = kindOf(state, failure);
        return new SqlFault(
                kind,
                state == null ? "none" : state,
                Optional.empty(),
                Optional.empty(),
                text(kind, failure),
                OptionalInt.empty(),
                ofValues.contains(failure.getErrorCode()),
                false,
                SqlFault.withoutMessage(failure));
    }

    /** Nothing is sent in a binary form of the sink's own: what breaks the protocol is the connection, or a pooler that has lost its server. */
    private FaultKind kindOf(@Nullable String state, SQLException failure) {
        if (PROTOCOL_VIOLATION.equals(state)) {
            return FaultKind.CONNECTION;
        }
        return byClassToo ? SqlStates.kindOrClass(state, failure) : SqlStates.kindOf(state, failure);
    }

    /** Whether it is a unique constraint's, or any constraint's where the database does not tell which. */
    boolean mayBeDuplicate(SQLException failure) {
        return DUPLICATE.contains(of(failure).sqlState());
    }

    /** A batch's failure may say nothing, and its cause all. */
    private static SQLException statementsOf(SQLException raw) {
        return raw instanceof BatchUpdateException batch
                        && batch.getErrorCode() == 0
                        && batch.getCause() instanceof SQLException cause
                ? cause
                : raw;
    }

    /**
     * What the sink itself says, and what the driver says of connections: there it can have no row in its hands. Of statements drivers may
     * quote the text, into which some write the values; and of connections some quote the URL, into which users write passwords.
     */
    private static Optional<String> text(FaultKind kind, SQLException failure) {
        if (failure instanceof Refusal) {
            return Optional.ofNullable(failure.getMessage());
        }
        // A trigger may choose the state of a refused login, where the vendor's code says what it is.
        boolean safe = kind == FaultKind.CONNECTION || (kind == FaultKind.FATAL && SqlStates.loginRefused(failure));
        return safe
                ? Optional.ofNullable(failure.getMessage())
                        .map(StandardFaults::firstLine)
                        .filter(line -> !QUOTES_THE_URL.matcher(line).find())
                : Optional.empty();
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
