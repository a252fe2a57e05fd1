package io.penstock.chaos.fault;

import io.penstock.testkit.fault.TcpProxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The proxies. To heal one releases whatever is held on it, by whomever: so it is counted how often each was healed. Thread-safe. */
class Links {

    private final Patient patient;
    private final Map<String, Integer> healed = new ConcurrentHashMap<>();

    Links(Patient patient) {
        this.patient = patient;
    }

    TcpProxy get(String name) {
        return patient.link(name);
    }

    void heal(String name) {
        // Before and after: nobody may take a hold for a good one that this is about to release.
        healed.merge(name, 1, Integer::sum);
        get(name).heal();
        healed.merge(name, 1, Integer::sum);
    }

    /** How often so far. */
    int healed(String name) {
        return healed.getOrDefault(name, 0);
    }
}
