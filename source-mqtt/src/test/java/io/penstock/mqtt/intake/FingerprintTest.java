package io.penstock.mqtt.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.mqtt.client.Publish;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {
    /** Source offsets of former processes and versions hold these very numbers. If one changes here, raise the offset's format version. */
    @ParameterizedTest
    @CsvSource({
        "t, m, 2, -8317149193122600407",
        "plant/7/temperature, 21.5, 2, 8333054770312753190",
        "plant/7/temperature, 21.6, 2, 6986216471544049702",
        "plant/8/temperature, 21.5, 2, 8333054743026273539",
        "plant/7/temperature, 21.5, 1, 8333054770312753189",
        "ä/\uD83D\uDE00, '', 2, 800768504"
    })
    void staysWhatItWas(String topic, String payload, int qos, long fingerprint) {
        assertThat(Fingerprint.of(new Publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false, false, 7)))
                .isEqualTo(fingerprint);
    }
}
