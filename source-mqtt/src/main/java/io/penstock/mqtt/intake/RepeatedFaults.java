package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.MqttProtocolException;
import io.penstock.mqtt.error.MqttError;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Breaches of the protocol that end connection after connection in the same words. In a message that the broker keeps they do so for ever, and nothing behind that message comes through: the task has to end of them, since a
 * task that runs and takes nothing goes unnoticed. Others may pass, as at QoS 0 the message does. Confined to the reader's thread.
 */
final class RepeatedFaults {
    /** From this one on it is no chance. */
    private static final int TOLD = 3;

    private static final int LAST = 10;

    private final Map<Endpoint, Run> runs = new HashMap<>();

    /** After a connection that held on. */
    void clear() {
        runs.clear();
    }

    void ended(Endpoint broker, MqttProtocolException fault) {
        String what = String.valueOf(fault.getMessage());
        Run former = runs.get(broker);
        int before = former != null && former.what.equals(what) ? former.times : 0;
        runs.put(broker, new Run(what, before + 1, fault.sentAgain()));
    }

    /** @return why the task must fail, after too many to that broker */
    Optional<FatalException> lasting(Endpoint broker) {
        Run run = runs.get(broker);
        return run != null && run.kept && run.times >= LAST
                ? Optional.of(new FatalException(
                        MqttError.PROTOCOL_BROKEN,
                        run.what + ", the same with " + run.times + " connections in a row. "
                                + MqttError.PROTOCOL_BROKEN.remedy()))
                : Optional.empty();
    }

    /** For the log; nothing while it may be chance. */
    String say(Endpoint broker) {
        Run run = runs.get(broker);
        if (run == null || run.times < TOLD) {
            return "";
        }
        return " The same has ended " + run.times + " connections in a row: "
                + (run.kept
                        ? "the broker sends that message with each, and nothing that waits behind it comes through. After "
                                + LAST + " the task fails, with several mqtt.uris once each of them has refused it. "
                        : "a publisher of such messages, or a broken broker. ")
                + MqttError.PROTOCOL_BROKEN.remedy();
    }

    private record Run(String what, int times, boolean kept) {}
}
