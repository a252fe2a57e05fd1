package io.penstock.mqtt.error;

import io.penstock.common.error.ErrorCode;

/** The MQTT source's failures: {@code PEN-2xx}. */
public enum MqttError implements ErrorCode {
    BROKER_UNREACHABLE(
            "PEN-201",
            "The broker cannot be reached, or the connection to it broke.",
            "Nothing, if it passes: the task reconnects for ever. Else check mqtt.uris, the network and the broker."),
    CONNECTION_REFUSED(
            "PEN-202",
            "The broker refused the connection for a reason that does not pass by itself.",
            "Correct mqtt.username, mqtt.password or what mqtt.password.file holds, mqtt.client.id, mqtt.version or the will (mqtt.will.*; of it a broker may refuse topic, QoS and"
                    + " retain) as the reason says, then restart the task. A task that begins while the broker cannot ask for its users fails so too: restart it when that is over."),
    TLS_SETUP(
            "PEN-203",
            "The trust store or the key store for TLS cannot be read, or holds nothing to use.",
            "Correct the location, the password or the type of the store that the message names, under mqtt.ssl.truststore. or mqtt.ssl.keystore."),
    BROKER_NOT_TRUSTED(
            "PEN-204",
            "The broker's certificate is not trusted, or names another host.",
            "Put its certificate authority into mqtt.ssl.truststore.location, or correct the host in mqtt.uris."),
    SUBSCRIPTION_REFUSED(
            "PEN-205",
            "The broker refused a topic filter.",
            "Correct the filter in mqtt.topics or mqtt.subscriptions, or grant the user the right to subscribe to it."),
    QOS_DOWNGRADED(
            "PEN-206",
            "The broker granted a lower QoS than the one asked for, with which messages could be lost.",
            "Allow the QoS at the broker, or set mqtt.qos, or that of the row, to what it grants."),
    SESSION_TAKEN_OVER(
            "PEN-207",
            "Another client connected with the same client id and took the session over.",
            "Give each connector its own mqtt.client.id. If that is so, restart the task: Connect had lost its worker for a"
                    + " while and kept it all the same."),
    ENDED_BY_BROKER(
            "PEN-208",
            "The broker ended the connection for a reason that does not pass by itself.",
            "Correct what the reason names, then restart the task."),
    PROTOCOL_BROKEN(
            "PEN-209",
            "The broker sent what the MQTT protocol forbids, or a packet beyond mqtt.max.packet.bytes.",
            "Raise mqtt.max.packet.bytes if that is what the message says. If it is one message, correct its publisher, let the broker check what it takes (UTF-8, for example), and remove"
                    + " the message there, or the session if that cannot be done, with all that waits in it. Else report it to the broker's makers."),
    // PEN-210 was for messages of QoS 2 while they could not be acknowledged.
    SESSION_NOT_KEPT(
            "PEN-211",
            "The broker keeps no session, without which what is published while the task is away is lost.",
            "Allow a session expiry at the broker. To go on without one, at the price of what is published while the task is not connected, set exactly.once.support=requested and"
                    + " mqtt.session.lost=warn."),
    BOOKKEEPING_DROPPED(
            "PEN-212",
            "A transform dropped a bookkeeping record, without which exactly once would stall.",
            "Spare the topic mqtt.ledger.topic from it by a predicate: TopicNameMatches with negate=true."),
    WORKER_WITHOUT_TRANSACTIONS(
            "PEN-213",
            "The connector requires exactly once, but its worker does not write in transactions.",
            "Set exactly.once.source.support=enabled on every worker of a distributed cluster (standalone workers have no such thing), or"
                    + " set the connector's exactly.once.support=requested."),
    UNSUBSCRIBE_REFUSED(
            "PEN-214",
            "The broker refused to end a subscription that mqtt.topics has no more.",
            "Let the user unsubscribe at the broker, then restart the task; or stop the connector once it has caught up, and delete the session. Where"
                    + " the task fails, with exactly once, a filter in mqtt.topics that does not overlap lets it go on."),
    CLIENT_NOT_TRUSTED(
            "PEN-215",
            "The broker wants a client certificate and got none, or one that it does not accept, and says so.",
            "Set mqtt.ssl.keystore.location to a certificate with its key that the broker trusts."),
    PASSWORD_FILE(
            "PEN-216",
            "The file with the password or token cannot be read, or holds none.",
            "Correct mqtt.password.file, and let the worker's user read it; replace its content by renaming another file over it."),
    SCHEMA_FILE(
            "PEN-217",
            "The file with the schema of JSON payloads cannot be read, or has no schema that can be used.",
            "Correct json.schema.location, and put the file on every worker; or write the schema into json.schema.inline."),
    SESSION_LOST(
            "PEN-218",
            "The broker has forgotten the session, and the messages that it had kept in it (mqtt.session.lost=fail).",
            "Find out why: the broker's store, its limit of queued sessions, an expiry shorter than the outage. Publish again what counts, then restart the task: it goes on in the"
                    + " new session. With mqtt.session.lost=warn it would have gone on by itself."),
    PAYLOAD_MALFORMED(
            "PEN-220",
            "A payload is not what value.format and json.schema say.",
            "Correct the publisher, or pass such payloads on as bytes: errors.parse=dlq to a topic of their own, errors.parse=raw to the same one."),
    UNMAPPABLE_TOPIC(
            "PEN-221",
            "A topic lacks a level, or a part that mqtt.topic.pattern should capture, that a template names.",
            "Narrow the filter, correct mqtt.topic.pattern, or take the variable out of the template."),
    VALUE_UNUSABLE(
            "PEN-222",
            "What kafka.partition or kafka.timestamp makes of a message is no partition or no point in time, or one too far ahead.",
            "Correct the template, kafka.timestamp.unit, or the publisher (its clock, where the time lies ahead of kafka.timestamp.max.ahead.ms); errors.parse=dlq puts such messages into a topic of their own, errors.parse=raw lets them pass without it."),
    OFFSETS_NOT_OURS(
            "PEN-230",
            "The offsets to set are not ones that this connector has written.",
            "Use offsets as GET /connectors/<name>/offsets shows them, or delete them; with exactly.once.support=required, as PEN-231 says."),
    OFFSETS_BELONG_TO_SESSION(
            "PEN-231",
            "With exactly once the offset is the memory of a session at the broker; changed alone, it would double or lose messages.",
            "Stop the connector once it has caught up, and delete the session at the broker instead (connect once with its client id, by default"
                    + " penstock-<connector>-0, and a clean start): the task then empties its offset by itself. Where the task cannot"
                    + " start for its offset (PEN-121, PEN-230): set exactly.once.support=requested, delete session and offsets while"
                    + " the connector is stopped, and set required again.");

    private final String code;
    private final String meaning;
    private final String remedy;

    MqttError(String code, String meaning, String remedy) {
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
