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
    ACKNOWLEDGEMENT,
    /** A PUBREC is on its way to the MQTT broker, or what the broker says next. */
    RECEIPT,
    /** A PUBCOMP is on its way to the MQTT broker. */
    COMPLETION;

    /** How long the injector waits for it. */
    public static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Whether the other side answers, so that an answer can be lost. Nothing answers a PUBACK or a PUBCOMP. */
    public boolean isAnswered() {
        return switch (this) {
            case ANY, FLUSH, COMMIT, UPLOAD, CHAIN, RECEIPT -> true;
            case ACKNOWLEDGEMENT, COMPLETION -> false;
        };
    }
}
