package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionNameTest {

    @Test
    void isWhatTheServerShowsAndDiffersWhereTheNamesDo() {
        String longName = "penstock " + "x".repeat(70);
        assertThat(PostgresDialect.sessionName("penstock orders")).isEqualTo("penstock orders");
        assertThat(PostgresDialect.sessionName(longName))
                .hasSize(63)
                .isNotEqualTo(PostgresDialect.sessionName(longName + "y"));
        assertThat(PostgresDialect.sessionName("penstock ä"))
                .matches("[ -~]+")
                .isNotEqualTo(PostgresDialect.sessionName("penstock ö"));
    }
}
