package io.penstock.mqtt;

import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs where mosquitto is installed, and is reported as skipped elsewhere. */
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoIT extends BrokerSuite {
    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @Override
    Running start(Path directory) {
        MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory);
        // 2.0.11 leaves larger packets unsent, whoever the client is: of five of 60,000 bytes Paho got two.
        return new Running(broker.port(), broker.webSocketUri(), 20_000, broker);
    }
}
