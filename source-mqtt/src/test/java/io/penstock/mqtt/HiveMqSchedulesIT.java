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

    /**
     * CE 2025.5 hands a message that comes while a session is taken over to the connection that ends, after the new one has asked for what that one had not acknowledged, and then sends the session nothing at all, since it
     * looks for messages only when one comes to an empty queue (PublishPollServiceImpl, ClientQueuePersistenceImpl). About one of some thousand schedules.
     */
    @Override
    boolean holdsBackAtTakeover() {
        return true;
    }

    @Override
    int schedules() {
        return 1_000;
    }
}
