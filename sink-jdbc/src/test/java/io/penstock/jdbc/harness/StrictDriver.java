package io.penstock.jdbc.harness;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * HSQLDB's driver with the peculiarities of others: as Oracle's and SQL Server's it releases no savepoint, as SQL Server's it takes a null
 * for one of the type that is told, and as Oracle's it commits what is open when it is closed, and once counted no rows of a batch. JDBC
 * allows all of it.
 */
public final class StrictDriver implements Driver {

    static final String SCHEME = "jdbc:strict:";

    /** What a proxy does in place of its target, or {@link #PASSED} on. */
    @FunctionalInterface
    private interface Peculiarity {
        @Nullable
        Object call(Method method, @Nullable Object[] arguments) throws SQLException;
    }

    private static final Object PASSED = new Object();

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(SCHEME);
    }

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        Connection connection = DriverManager.getConnection("jdbc:" + url.substring(SCHEME.length()), properties);
        return proxy(Connection.class, connection, (method, arguments) -> {
            if (method.getName().equals("releaseSavepoint")) {
                throw new SQLException("This operation is not supported.");
            }
            if (method.getName().equals("close") && !connection.isClosed()) {
                connection.commit();
            }
            return method.getName().equals("prepareStatement") && arguments.length == 1
                    ? strict(connection.prepareStatement((String) arguments[0]))
                    : PASSED;
        });
    }

    private static PreparedStatement strict(PreparedStatement statement) {
        return proxy(PreparedStatement.class, statement, (method, arguments) -> {
            if (method.getName().equals("setNull")
                    && Integer.valueOf(Types.NULL).equals(arguments[1])) {
                throw new SQLException("Operand type clash", "S0002");
            }
            if (!method.getName().equals("executeBatch")) {
                return PASSED;
            }
            int[] counts = statement.executeBatch();
            Arrays.fill(counts, Statement.SUCCESS_NO_INFO);
            return counts;
        });
    }

    private static <T> T proxy(Class<T> type, T target, Peculiarity peculiarity) {
        return type.cast(Proxy.newProxyInstance(
                StrictDriver.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    Object result = peculiarity.call(method, given);
                    if (result != PASSED) {
                        return result;
                    }
                    try {
                        return method.invoke(target, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return true;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }
}
