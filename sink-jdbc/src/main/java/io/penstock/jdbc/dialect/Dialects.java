package io.penstock.jdbc.dialect;

import io.penstock.jdbc.config.JdbcUrl;

/** The dialects that there are. */
public final class Dialects {

    private Dialects() {}

    public static Dialect of(JdbcUrl url) {
        return switch (url.database()) {
            case POSTGRESQL -> new PostgresDialect();
            case MARIADB -> MySqlDialect.byMariaDbDriver();
            case MYSQL -> MySqlDialect.byMySqlDriver();
            case OTHER -> new GenericDialect(VendorCodes.of(url));
            case H2 -> new H2Dialect();
            case SQLITE -> new SqliteDialect();
        };
    }
}
