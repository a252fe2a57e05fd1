package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MySqlDefinitionTest {

    /** @param refused the beginning of what the server does not do */
    private static Connection session(String refused) {
        ResultSet result = fake(
                ResultSet.class, (proxy, method, arguments) -> method.getName().equals("next") ? true : "ANSI");
        Statement statement = fake(Statement.class, (proxy, method, arguments) -> {
            if (arguments != null && String.valueOf(arguments[0]).startsWith(refused)) {
                throw new SQLException("no", "42000", 1231);
            }
            return switch (method.getName()) {
                case "execute" -> false;
                case "executeQuery" -> result;
                default -> null;
            };
        });
        return fake(Connection.class, (proxy, method, arguments) -> statement);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        @Nullable Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        return type.cast(made);
    }

    @Test
    void whatMayNotBeSeenIsEmpty() throws SQLException {
        assertThat(MySqlDefinition.of(session("SHOW"), "`orders`")).isEmpty();
    }

    @Test
    void aSessionThatDoesNotTakeItsModeBackIsLost() {
        Connection session = session("SET SESSION sql_mode");
        assertThatThrownBy(() -> MySqlDefinition.of(session, "`orders`"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo("08006"));
    }
}
