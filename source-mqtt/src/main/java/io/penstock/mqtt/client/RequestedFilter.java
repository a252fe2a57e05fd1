package io.penstock.mqtt.client;

import java.util.OptionalInt;

/**
 * A topic filter to subscribe to, and the highest QoS at which its messages are to come.
 *
 * @param noLocal whether the broker is not to send back what this client id published, its will among it (section 3.8.3.1); MQTT 3.1.1 cannot say it, and to a shared subscription it must not be said [MQTT-3.8.3-4]
 * @param id that the broker gives with each message that comes by this filter (section 3.8.2.1.2); MQTT 3.1.1 has none
 */
public record RequestedFilter(TopicFilter filter, int qos, boolean noLocal, OptionalInt id) {
    public RequestedFilter(TopicFilter filter, int qos) {
        this(filter, qos, false, OptionalInt.empty());
    }

    RequestedFilter withoutId() {
        return new RequestedFilter(filter, qos, noLocal, OptionalInt.empty());
    }

    /** The same for each who is of the group. */
    public RequestedFilter sharedBy(String group) {
        return new RequestedFilter(filter.sharedBy(group), qos, noLocal, id);
    }

    /** As the log shows it. */
    @Override
    public String toString() {
        return filter + " at QoS " + qos;
    }
}
