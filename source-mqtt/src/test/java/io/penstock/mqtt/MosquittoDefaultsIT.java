package io.penstock.mqtt;

import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same with the broker as it is shipped: queues of a thousand. */
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoDefaultsIT extends MosquittoIT {
    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @Override
    Running start(Path directory) {
        MosquittoBroker broker =
                MosquittoBroker.startWithSettings(MosquittoBroker.installed().orElseThrow(), directory);
        return new Running(broker.port(), broker.webSocketUri(), 20_000, broker);
    }

    @Override
    int queue() {
        return 900;
    }
}
