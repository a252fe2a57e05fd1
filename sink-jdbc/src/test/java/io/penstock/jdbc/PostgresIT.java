package io.penstock.jdbc;

import io.penstock.jdbc.harness.PostgresTarget;
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
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
            ServiceExtension.postgres().shared();

    @Nested
    class Writes extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Overwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Evolution extends EvolutionSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Types extends TypesSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Errors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Arrival extends ArrivalSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get());
        }
    }
}
