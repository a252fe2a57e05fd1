package io.penstock.jdbc.dialect;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.config.JdbcUrl;
import io.penstock.jdbc.error.JdbcError;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * JDBC drivers that do not ride in the plugin's ZIP: whoever uses one puts its jar beside ours. They are looked for with the
 * plugin's class loader, not by way of DriverManager, which does not see what that loads.
 */
final class Drivers {

    private Drivers() {}

    /**
     * A connection by the driver of this class.
     *
     * @param jar the artifact that has it, for the message to one who has not put it there
     * @throws FatalException when the plugin does not have it
     */
    static Connection connect(String driverClass, String jar, JdbcUrl url, Properties properties) throws SQLException {
        try {
            Driver driver = Class.forName(driverClass, true, Drivers.class.getClassLoader())
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
            return connect(driver, url, properties);
        } catch (ClassNotFoundException e) {
            throw missing(url, jar);
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw new FatalException(
                    JdbcError.DRIVER_MISSING,
                    "the driver " + driverClass + " for " + url + " cannot be loaded: "
                            + e.getClass().getSimpleName() + ". " + JdbcError.DRIVER_MISSING.remedy(),
                    e);
        }
    }

    /**
     * A connection by whichever driver takes the URL.
     *
     * @throws FatalException when the plugin has none
     */
    static Connection connect(JdbcUrl url, Properties properties) throws SQLException {
        Iterator<Driver> drivers =
                ServiceLoader.load(Driver.class, Drivers.class.getClassLoader()).iterator();
        while (true) {
            Driver driver = next(drivers);
            if (driver == null) {
                throw missing(url, "the jar of the database's JDBC driver");
            }
            if (driver.acceptsURL(url.text())) {
                return connect(driver, url, properties);
            }
        }
    }

    static Connection connect(Driver driver, JdbcUrl url, Properties properties) throws SQLException {
        Connection connection = driver.connect(url.text(), properties);
        if (connection == null) {
            throw new SQLException("the driver does not take " + url.display(), "08001");
        }
        return connection;
    }

    /** What a fresh connection needs. */
    @FunctionalInterface
    interface Preparation {
        void prepare(Connection connection) throws SQLException;
    }

    /** Closes the connection where the preparation fails. */
    static Connection prepared(Connection connection, Preparation preparation) throws SQLException {
        try {
            preparation.prepare(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** Passes over a jar whose list of drivers is broken: the one that is wanted may be in another. */
    private static @Nullable Driver next(Iterator<Driver> drivers) {
        Driver driver = null;
        boolean broken;
        do {
            try {
                broken = false;
                driver = drivers.hasNext() ? drivers.next() : null;
            } catch (ServiceConfigurationError e) {
                broken = true;
            }
        } while (broken);
        return driver;
    }

    private static FatalException missing(JdbcUrl url, String jar) {
        return new FatalException(
                JdbcError.DRIVER_MISSING,
                "the plugin has no driver for " + url + ": put " + jar + " into " + directory()
                        + " on each worker and restart it");
    }

    /** Where our own jar is. */
    private static String directory() {
        CodeSource source = Drivers.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = source == null
                    ? null
                    : Path.of(source.getLocation().toURI()).getParent();
            return jar == null ? "the plugin's directory lib" : jar.toString();
        } catch (URISyntaxException e) {
            return "the plugin's directory lib";
        }
    }
}
