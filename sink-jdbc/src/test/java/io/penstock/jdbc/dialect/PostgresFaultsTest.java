package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlFault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class PostgresFaultsTest {

    private static SqlFault fault(String severity, String state, String text, String routine) {
        return fault("S" + severity + "\0C" + state + "\0M" + text + "\0R" + routine + "\0");
    }

    private static SqlFault fault(String fields) {
        return PostgresFaults.of(new PSQLException(new ServerErrorMessage(fields)));
    }

    @ParameterizedTest
    @CsvSource({
        "08P01, server conn crashed?, CONNECTION",
        "08P01, 'server login has been failing, try again later (server_login_retry)', CONNECTION",
        "08P01, query_wait_timeout, CONNECTION",
        "08P01, server shutting down, CONNECTION",
        "08P01, no more connections allowed (max_client_conn), CONNECTION",
        "XX000, max clients reached, CONNECTION",
        "08P01, no such database: orders, FATAL",
        "08P01, No such database: orders, FATAL",
        "08P01, Auth failed, FATAL",
        "08P01, no such user: tenant, FATAL",
        "08P01, database \"orders\" is disabled, FATAL",
        "08P01, unsupported startup parameter: options, FATAL",
        "08P01, SASL authentication failed, FATAL",
        "08P01, TLS connection required, FATAL",
        "28P01, password authentication failed, FATAL",
        "42501, permission denied for database, STATEMENT",
        "57P01, terminating connection, CONNECTION"
    })
    void whatEndsTheSessionIsALostConnectionUnlessItIsARefusedLogin(String state, String text, FaultKind kind) {
        assertThat(fault("FATAL", state, text, "").kind()).isEqualTo(kind);
    }

    /** Of a COPY or a Bind whose table has other types than it had. */
    @ParameterizedTest
    @CsvSource({"08P01, STATEMENT", "XX000, FATAL"})
    void whatLeavesTheSessionIsNone(String state, FaultKind kind) {
        assertThat(fault("ERROR", state, "insufficient data left in message", "pq_copymsgbytes")
                        .kind())
                .isEqualTo(kind);
    }

    /** Within a trigger's function it is not known what was read. */
    @ParameterizedTest
    @CsvSource({
        "lwgeom_inout.c, '', true",
        "lwgeom_pg.c, 'COPY orders, line 1, column shape', true",
        "lwgeom_inout.c, PL/pgSQL function watch() line 1, false",
        "heapam.c, '', false"
    })
    void whatPostGisCannotReadIsAValue(String file, String where, boolean ofValues) {
        SqlFault fault =
                fault("SERROR\0CXX000\0Mparse error - invalid geometry\0W" + where + "\0F" + file + "\0RLWGEOM_in\0");
        assertThat(fault.mayBeARows()).isTrue();
        assertThat(fault.ofValues()).isEqualTo(ofValues);
    }

    /** "database is not accepting commands that assign new transaction IDs": until somebody has vacuumed it. */
    @ParameterizedTest
    @CsvSource({"GetNewTransactionId, BUSY", "GetNewMultiXactId, BUSY", "index_form_tuple_context, ROW"})
    void whereNumbersOfTransactionsHaveRunOutNoRowIsAtFault(String routine, FaultKind kind) {
        assertThat(fault("ERROR", "54000", "x", routine).kind()).isEqualTo(kind);
    }
}
