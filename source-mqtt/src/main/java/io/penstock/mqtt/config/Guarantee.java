package io.penstock.mqtt.config;

/** What is promised about each message; QoS and Connect's own settings decide. */
public sealed interface Guarantee permits Guarantee.AtLeastOnce, Guarantee.ExactlyOnce {
    /** At QoS 0: best effort. */
    record AtLeastOnce() implements Guarantee {}

    /** @param ledgerTopic for bookkeeping records */
    record ExactlyOnce(String ledgerTopic) implements Guarantee {}
}
