package io.penstock.jdbc;

import io.penstock.jdbc.harness.HsqldbTarget;
import io.penstock.jdbc.harness.Target;
import io.penstock.jdbc.suite.ErrorsSuite;
import io.penstock.jdbc.suite.EvolutionSuite;
import io.penstock.jdbc.suite.LedgerSuite;
import io.penstock.jdbc.suite.OverwritesSuite;
import io.penstock.jdbc.suite.TablesSuite;
import io.penstock.jdbc.suite.TypesSuite;
import io.penstock.jdbc.suite.WritesSuite;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;

/** The generic dialect. */
class GenericIT {

    @Nested
    class Writes extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Overwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Evolution extends EvolutionSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Types extends TypesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Tables extends TablesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Errors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class Ledger extends LedgerSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.create();
        }
    }

    @Nested
    class StrictlyWrites extends WritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.createStrict();
        }
    }

    @Nested
    class StrictlyOverwrites extends OverwritesSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.createStrict();
        }
    }

    @Nested
    class StrictErrors extends ErrorsSuite {
        @Override
        protected Target create() throws SQLException {
            return HsqldbTarget.createStrict();
        }
    }
}
