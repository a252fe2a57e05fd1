package io.penstock.chaos.plan;

import java.time.Duration;

/** In the middle of what a fault shall fall. The injector waits some seconds for it, and strikes anyhow when it does not come. */
public enum Moment {
    ANY,
    /** Rows are on their way to the database, inside a transaction. */
    FLUSH,
    /** A COMMIT is on its way, or its answer. */
    COMMIT,
    /** A data object, or a part of one, is on its way to the store; or an upload is noted, begun, completed or given up. */
    UPLOAD,
    /** A commit record is on its way to the store, or its answer. */
    CHAIN,
    /** A PUBACK is on its way to the MQTT broker. */
    ACKNOWLEDGEMENT;

    /** How long the injector waits for it. */
    public static final Duration PATIENCE = Duration.ofSeconds(4);
}
