package io.penstock.bench.plugin;

import java.util.Map;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.Task;

/** From a connector to its one task. */
final class Tasks {

    private Tasks() {}

    static String className(Map<String, String> props) {
        String name = props.get("connector.class");
        if (name == null) {
            throw new IllegalArgumentException("a connector's properties need connector.class");
        }
        return name;
    }

    static Task instance(Connector connector) {
        Class<? extends Task> type = connector.taskClass();
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    static Map<String, String> onlyConfig(Connector connector) {
        return connector.taskConfigs(1).get(0);
    }
}
