package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mariadb.jdbc.util.log.Loggers;

class MariaDbLogsTest {

    @Test
    void theDriverLogsNothingAndNobodyElseIsToldTo() {
        // When
        MariaDbLogs.turnOff();
        // Then
        assertThat(Loggers.getLogger("org.mariadb.jdbc.message.server.ErrorPacket")
                        .isWarnEnabled())
                .isFalse();
        assertThat(System.getProperty(Loggers.NO_LOGGER_PROPERTY)).isNull();
    }
}
