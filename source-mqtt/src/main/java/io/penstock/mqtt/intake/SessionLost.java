package io.penstock.mqtt.intake;

/** What a task does once it learns that the broker has forgotten its session, and with it the messages that it had kept. */
public enum SessionLost {
    /** Says so, counts it, and goes on in the new session. */
    WARN,
    /** Fails once the new session is subscribed, so that the broker keeps what comes from then on, and all is durable that the task had taken. */
    FAIL
}
