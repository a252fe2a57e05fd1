package io.penstock.jdbc.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemporalTextTest {

    @Test
    void writesWhatPostgresqlReads() {
        assertThat(TemporalText.timestamp(0)).isEqualTo("1970-01-01 00:00:00.000000");
        assertThat(TemporalText.instant(-1)).isEqualTo("1969-12-31 23:59:59.999999+00");
        assertThat(TemporalText.date(-719_529)).isEqualTo("0002-12-31 BC");
        assertThat(TemporalText.date(-719_528)).isEqualTo("0001-01-01 BC");
        assertThat(TemporalText.date(2_932_897)).isEqualTo("10000-01-01");
        assertThat(TemporalText.time(86_399_000_001L)).isEqualTo("23:59:59.000001");
    }
}
