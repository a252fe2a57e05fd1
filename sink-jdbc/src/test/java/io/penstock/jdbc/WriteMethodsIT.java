package io.penstock.jdbc;

import io.penstock.jdbc.harness.H2Target;
import io.penstock.jdbc.harness.HsqldbTarget;
import io.penstock.jdbc.harness.PostgresTarget;
import io.penstock.jdbc.harness.SqliteTarget;
import io.penstock.jdbc.harness.Target;
import io.penstock.jdbc.suite.ErrorsSuite;
import io.penstock.jdbc.suite.OverwritesSuite;
import io.penstock.jdbc.suite.TypesSuite;
import io.penstock.jdbc.suite.WritesSuite;
import io.penstock.testkit.junit.ServiceExtension;
import io.penstock.testkit.postgres.EmbeddedPostgresServer;
import java.sql.SQLException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is the same in whatever way: the suites, by the methods that are no database's best. */
class WriteMethodsIT {

    @RegisterExtension
    static final ServiceExtension<EmbeddedPostgresServer> POSTGRES =
            ServiceExtension.postgres().shared();

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"copy", "unnest", "multirow", "batch"})
    class PostgresWrites extends WritesSuite {
        @Parameter
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get()).writingBy(method);
        }
    }

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"copy", "multirow"})
    class PostgresOverwrites extends OverwritesSuite {
        @Parameter
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get()).writingBy(method);
        }
    }

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"unnest", "multirow"})
    class PostgresTypes extends TypesSuite {
        @Parameter
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get()).writingBy(method);
        }
    }

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"copy", "multirow", "batch"})
    class PostgresErrors extends ErrorsSuite {
        @Parameter
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return PostgresTarget.create(POSTGRES.get()).writingBy(method);
        }
    }

    @Nested
    @ParameterizedClass
    @CsvSource({"h2, multirow", "h2, batch", "sqlite, multirow", "sqlite, batch", "hsqldb, multirow", "hsqldb, batch"})
    class OtherWrites extends WritesSuite {
        @Parameter(0)
        String database = "";

        @Parameter(1)
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return others(database).writingBy(method);
        }
    }

    @Nested
    @ParameterizedClass
    @CsvSource({"h2, batch", "sqlite, batch", "hsqldb, multirow"})
    class OtherErrors extends ErrorsSuite {
        @Parameter(0)
        String database = "";

        @Parameter(1)
        String method = "";

        @Override
        protected Target create() throws SQLException {
            return others(database).writingBy(method);
        }
    }

    private static Target others(String database) throws SQLException {
        return switch (database) {
            case "h2" -> H2Target.create();
            case "sqlite" -> SqliteTarget.create();
            case "hsqldb" -> HsqldbTarget.create();
            default -> throw new IllegalArgumentException(database);
        };
    }
}
