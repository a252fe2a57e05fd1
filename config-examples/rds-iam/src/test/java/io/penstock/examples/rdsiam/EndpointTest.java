package io.penstock.examples.rdsiam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://shop.abc.eu-north-1.rds.amazonaws.com:6432/db, shop.abc.eu-north-1.rds.amazonaws.com, 6432, eu-north-1",
        "jdbc:postgresql://shop.cluster-abc.us-east-1.rds.amazonaws.com/db, shop.cluster-abc.us-east-1.rds.amazonaws.com, 5432, us-east-1",
        "jdbc:mariadb://shop.abc.cn-north-1.rds.amazonaws.com.cn/db, shop.abc.cn-north-1.rds.amazonaws.com.cn, 3306, cn-north-1"
    })
    void theUrlTellsHostPortAndRegion(String url, String host, int port, String region) {
        // When, Then
        assertThat(Endpoint.of(url, Map.of())).isEqualTo(new Endpoint(host, port, region));
    }

    @Test
    void settingsTellWhatTheUrlDoesNot() {
        // Given
        Map<String, String> settings =
                Map.of("host", "shop.abc.eu-north-1.rds.amazonaws.com", "port", "6432", "region", "eu-west-1");
        // When
        Endpoint endpoint = Endpoint.of("jdbc:postgresql://one,two/db", settings);
        // Then
        assertThat(endpoint).isEqualTo(new Endpoint("shop.abc.eu-north-1.rds.amazonaws.com", 6432, "eu-west-1"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "\"jdbc:postgresql://one,two/db\", connection.provider.host",
                "jdbc:postgresql://db.example/db, connection.provider.region"
            })
    void whatNobodyTellsIsAskedFor(String url, String key) {
        // When, Then
        assertThatThrownBy(() -> Endpoint.of(url, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key);
    }
}
