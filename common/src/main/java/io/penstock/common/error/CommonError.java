package io.penstock.common.error;

/** The failures that connectors share: {@code PEN-1xx}. */
public enum CommonError implements ErrorCode {
    INVALID_VALUE(
            "PEN-101",
            "A configuration key has a value that cannot be used.",
            "Correct the value as the message says."),
    MISSING_VALUE("PEN-102", "A required configuration key is absent.", "Set the key."),
    CONFLICTING_VALUES("PEN-103", "Configuration keys contradict each other.", "Change one of the named keys."),
    PEER_KEY(
            "PEN-104",
            "A configuration key belongs to another connector and has no effect here.",
            "Replace it by the named key."),
    NO_DEAD_LETTER_QUEUE(
            "PEN-110",
            "A record cannot be delivered and there is no dead letter queue to put it in.",
            "Set errors.tolerance=all and errors.deadletterqueue.topic.name; or skip the record: stop the connector and set its partition to the"
                    + " offset behind it (PATCH /connectors/<name>/offsets)."),
    DEAD_LETTER_NOT_WRITTEN(
            "PEN-111",
            "A bad record could not be written to the dead letter queue.",
            "Look at the worker's log for the producer's error; the record is delivered again after a restart."),
    RECORD_CONFLICT(
            "PEN-120",
            "The records that Kafka delivers are not the ones that the ledger has seen: the topic was deleted and created"
                    + " again, or its records were changed.",
            "If the topic was created anew: stop the connector, set each partition of that topic to offset 0 by REST (PATCH"
                    + " /connectors/<name>/offsets, which the message shows), then resume it. Not DELETE: Kafka forgets a"
                    + " group's offsets with the topic, so it would reset all topics but that one. If it is the same topic, and converters or"
                    + " transforms were changed: set the offset that the message names."),
    NEWER_FORMAT(
            "PEN-121",
            "Persisted state was written by a newer version of the connector.",
            "Install that version or a newer one on every worker."),
    TEMPLATE_VALUE_MISSING(
            "PEN-130",
            "A record lacks a value that a name template needs.",
            "Correct the record's producer, or take the variable out of the template.");

    private final String code;
    private final String meaning;
    private final String remedy;

    CommonError(String code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
