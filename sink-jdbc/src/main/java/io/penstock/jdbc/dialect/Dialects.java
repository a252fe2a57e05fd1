package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.JdbcUrl;
import io.penstock.jdbc.config.WriteMethod;

/** The dialects that there are. */
public final class Dialects {

    private Dialects() {}

    /** Where it does not matter how rows are written. */
    public static Dialect of(JdbcUrl url) {
        return of(url, WriteMethod.AUTO);
    }

    /** @param method that the database has */
    public static Dialect of(JdbcUrl url, WriteMethod method) {
        return switch (url.database()) {
            case POSTGRESQL -> new PostgresDialect(method);
            case MARIADB -> MySqlDialect.byMariaDbDriver(method);
            case MYSQL -> MySqlDialect.byMySqlDriver(method);
            case OTHER -> new GenericDialect(VendorCodes.of(url), method);
            case H2 -> new H2Dialect(method);
            case SQLITE -> new SqliteDialect(method);
        };
    }
}
