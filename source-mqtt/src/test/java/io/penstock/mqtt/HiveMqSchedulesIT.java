package io.penstock.mqtt;

import io.penstock.testkit.mqtt.HiveMqBroker;
import java.nio.file.Path;

class HiveMqSchedulesIT extends FaultScheduleSuite {
    @Override
    Running start(Path directory) {
        HiveMqBroker broker = HiveMqBroker.start(directory);
        return new Running(broker.port(), broker);
    }

    @Override
    boolean sendsAgainAfterPubrel() {
        return false;
    }

    @Override
    int schedules() {
        return 1_000;
    }
}
