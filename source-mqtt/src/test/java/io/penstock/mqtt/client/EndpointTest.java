package io.penstock.mqtt.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://b, tcp://b:1883, tcp://b:1883, false",
        "mqtts://b/, ssl://b:8883, ssl://b:8883, true",
        "ws://b, ws://b:80/, ws://b:80/, false",
        "wss://b/a%20b/mqtt, wss://b:443/a%20b/mqtt, wss://b:443/a%20b/mqtt, true",
        "wss://[::1]:8443/mqtt?token=secret, wss://[::1]:8443/mqtt?token=secret, wss://[::1]:8443/mqtt?..., true"
    })
    void fillsInWhatIsLeftOutAndShowsNoQuery(String text, String uri, String shown, boolean tls) {
        // When
        Endpoint endpoint = Endpoint.parse(text);

        // Then
        assertThat(endpoint.uri()).hasToString(uri);
        assertThat(endpoint).hasToString(shown);
        assertThat(endpoint.tls()).isEqualTo(tls);
    }
}
