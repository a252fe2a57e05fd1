package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.Endpoint;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Failures that do not pass by themselves, as each broker had them last. One broker of several does not fail the task: another, which is only away, may serve it. Confined to the reader's thread. */
final class Refusals {
    private final Set<Endpoint> brokers;
    private final Map<Endpoint, FatalException> last = new LinkedHashMap<>();

    Refusals(Collection<Endpoint> brokers) {
        this.brokers = Set.copyOf(brokers);
    }

    /** @throws FatalException the first one, if no broker is left that may serve the task */
    void add(Endpoint broker, FatalException why) {
        last.put(broker, why);
        if (last.keySet().containsAll(brokers)) {
            throw last.values().iterator().next();
        }
    }

    void remove(Endpoint broker) {
        last.remove(broker);
    }

    void clear() {
        last.clear();
    }
}
