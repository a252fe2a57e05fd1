package io.penstock.mqtt;

import io.penstock.testkit.mqtt.HiveMqBroker;
import java.nio.file.Path;

/** The same with the broker as it is shipped: queues of a thousand, and small windows and batches. */
class HiveMqDefaultsIT extends HiveMqIT {
    @Override
    Running start(Path directory) {
        HiveMqBroker broker = HiveMqBroker.startWithDefaults(directory);
        return new Running(broker.port(), broker.webSocketUri(), 200_000, broker);
    }

    @Override
    int queue() {
        return 900;
    }
}
