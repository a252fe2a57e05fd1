package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.jdbc.config.JdbcUrl;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DriversTest {

    private static final JdbcUrl URL = JdbcUrl.parse("jdbc:h2:tcp://db/orders;PASSWORD=SECRET");

    @Test
    void oneLineSaysWhichJarGoesWhereWhenADriverIsAbsent() {
        // When
        assertThatThrownBy(() -> Drivers.connect("no.such.Driver", "h2-<version>.jar", URL, new Properties()))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-305")
                .hasMessageMatching(
                        ".*no driver for jdbc:h2:tcp://db/orders: put h2-<version>\\.jar into /.+ on each worker.*")
                .hasMessageNotContaining("SECRET")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aClassThatIsNoDriverIsNamed() {
        // When
        assertThatThrownBy(() -> Drivers.connect("java.lang.String", "x.jar", URL, new Properties()))
                // Then
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageNotContaining("SECRET");
    }
}
