package io.penstock.mqtt;

import io.penstock.testkit.mqtt.MosquittoBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** Runs where mosquitto is installed, and is reported as skipped elsewhere. */
@EnabledIf(value = "installed", disabledReason = "mosquitto is not installed (Debian: apt-get install mosquitto)")
class MosquittoSchedulesIT extends FaultScheduleSuite {
    static boolean installed() {
        return MosquittoBroker.installed().isPresent();
    }

    @Override
    Running start(Path directory) {
        MosquittoBroker broker =
                MosquittoBroker.start(MosquittoBroker.installed().orElseThrow(), directory);
        return new Running(broker.port(), broker);
    }

    /**
     * 2.0.11 forgets that a PUBREL was to be sent again where the connection on which it would be ends before, and sends the message again on the next: a session that is resumed twice sets "PUBREL to be sent again" back
     * to "to be published" (src/database.c, db__message_reconnect_reset_outgoing; so in later versions too).
     */
    @Override
    boolean sendsAgainAfterPubrel() {
        return true;
    }

    @Override
    boolean holdsBackAtTakeover() {
        return false;
    }

    @Override
    int schedules() {
        return 500;
    }
}
