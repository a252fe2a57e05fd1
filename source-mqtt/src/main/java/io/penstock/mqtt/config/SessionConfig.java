package io.penstock.mqtt.config;

import io.penstock.mqtt.client.ConnectOptions;
import io.penstock.mqtt.client.RequestedFilter;
import java.util.List;

/** One session at the broker. */
public record SessionConfig(ConnectOptions connect, List<RequestedFilter> filters) {
    public SessionConfig {
        filters = List.copyOf(filters);
    }
}
