package io.penstock.jdbc;

import io.penstock.jdbc.harness.MySqlTarget;
import io.penstock.jdbc.harness.Target;
import io.penstock.jdbc.suite.ArrivalSuite;
import io.penstock.jdbc.suite.ErrorsSuite;
import io.penstock.jdbc.suite.EvolutionSuite;
import io.penstock.jdbc.suite.LedgerSuite;
import io.penstock.jdbc.suite.OverwritesSuite;
import io.penstock.jdbc.suite.TablesSuite;
import io.penstock.jdbc.suite.TypesSuite;
import io.penstock.jdbc.suite.WritesSuite;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.mariadb.EmbeddedMariaDbServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** MySQL's driver and dialect, against MariaDB: no MySQL server can be had from Maven Central. */
@EnabledIf("io.penstock.testkit.mariadb.EmbeddedMariaDbServer#isAvailable")
class MySqlDriverIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedMariaDbServer> MARIADB =
            ServiceExtension.of("mariadb", EmbeddedMariaDbServer::start).shared();

    @Nested
    class Writes extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Overwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Evolution extends EvolutionSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Types extends TypesSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Errors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Arrival extends ArrivalSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        protected Target create() throws SQLException {
            return MySqlTarget.create(MARIADB.get(), "jdbc:mysql:");
        }
    }
}
