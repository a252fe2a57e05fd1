package io.penstock.mqtt.client;

/** A topic filter to subscribe to, and the highest QoS at which its messages are to come. */
public record RequestedFilter(TopicFilter filter, int qos) {

    /** As the log shows it. */
    @Override
    public String toString() {
        return filter + " at QoS " + qos;
    }
}
