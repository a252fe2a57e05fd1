package io.penstock.chaos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which hops of the pipeline a run covers. Without the MQTT hop, producers write straight to Kafka. */
public enum Profile {
    MQTT,
    JDBC,
    S3,
    ALL;

    public boolean hasMqtt() {
        return this == MQTT || this == ALL;
    }

    public boolean hasJdbc() {
        return this == JDBC || this == ALL;
    }

    public boolean hasStore() {
        return this == S3 || this == ALL;
    }

    /** Names of the connectors that run. */
    public List<String> connectors() {
        return Stream.concat(sources().stream(), sinks().stream()).toList();
    }

    /** Names of the connectors that read from the MQTT broker. */
    public List<String> sources() {
        return hasMqtt() ? List.of(Topology.QOS_1_SOURCE, Topology.QOS_2_SOURCE) : List.of();
    }

    /** Names of the connectors that write to a target. */
    public List<String> sinks() {
        List<String> names = new ArrayList<>();
        if (hasJdbc()) {
            names.add(Topology.INSERT_SINK);
            names.add(Topology.UPSERT_SINK);
        }
        if (hasStore()) {
            names.add(Topology.PLAIN_SINK);
            names.add(Topology.TIMED_SINK);
            names.add(Topology.FIELD_SINK);
        }
        return List.copyOf(names);
    }
}
