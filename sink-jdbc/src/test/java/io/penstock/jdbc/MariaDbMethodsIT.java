package io.penstock.jdbc;

import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Target;
import io.penstock.jdbc.suite.ErrorsSuite;
import io.penstock.jdbc.suite.WritesSuite;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link WriteMethodsIT}: by MariaDB's driver and by MySQL's, since no MySQL server can be had from Maven Central. */
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MariaDbMethodsIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    @Nested
    @ParameterizedClass
    @CsvSource({
        "jdbc:mariadb:, bulk",
        "jdbc:mariadb:, multirow",
        "jdbc:mariadb:, batch",
        "jdbc:mysql:, multirow",
        "jdbc:mysql:, batch"
    })
    class Writes extends WritesSuite {
        @Parameter(0)
        String scheme = "";

        @Parameter(1)
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), scheme).writingBy(method);
        }
    }

    @Nested
    @ParameterizedClass
    @CsvSource({"jdbc:mariadb:, bulk", "jdbc:mariadb:, batch", "jdbc:mysql:, batch"})
    class Errors extends ErrorsSuite {
        @Parameter(0)
        String scheme = "";

        @Parameter(1)
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), scheme).writingBy(method);
        }
    }
}
