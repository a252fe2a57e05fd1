package io.penstock.jdbc.dialect;

import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.util.log.Loggers;

/**
 * What MariaDB's driver logs: it warns of each error in the server's words, which quote values. What is needed of them this sink says
 * itself.
 */
final class MariaDbLogs {

    private MariaDbLogs() {}

    /** For the driver of this class loader; to be called before its other classes make their loggers. */
    static synchronized void turnOff() {
        @Nullable String before = System.getProperty(Loggers.NO_LOGGER_PROPERTY);
        System.setProperty(Loggers.NO_LOGGER_PROPERTY, "true");
        try {
            Loggers.init();
        } finally {
            if (before == null) {
                System.clearProperty(Loggers.NO_LOGGER_PROPERTY);
            } else {
                System.setProperty(Loggers.NO_LOGGER_PROPERTY, before);
            }
        }
    }
}
