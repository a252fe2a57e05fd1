package io.penstock.mqtt.client;

import java.util.Map;

/**
 * Reason code of MQTT 5 (section 2.4, table 2-6); the return codes of MQTT 3.1.1 are read as the reason codes that mean the same.
 *
 * @param value one byte; 0x80 and above means failure
 */
public record ReasonCode(int value) {
    public static final ReasonCode SUCCESS = new ReasonCode(0x00);
    /** Of a DISCONNECT only: the broker is to publish the will all the same (section 3.14.2.1). */
    public static final ReasonCode DISCONNECT_WITH_WILL = new ReasonCode(0x04);

    public static final ReasonCode UNSPECIFIED = new ReasonCode(0x80);
    public static final ReasonCode MALFORMED_PACKET = new ReasonCode(0x81);
    public static final ReasonCode PROTOCOL_ERROR = new ReasonCode(0x82);
    public static final ReasonCode UNSUPPORTED_VERSION = new ReasonCode(0x84);
    public static final ReasonCode CLIENT_ID_NOT_VALID = new ReasonCode(0x85);
    public static final ReasonCode BAD_CREDENTIALS = new ReasonCode(0x86);
    public static final ReasonCode NOT_AUTHORIZED = new ReasonCode(0x87);
    public static final ReasonCode SERVER_UNAVAILABLE = new ReasonCode(0x88);
    public static final ReasonCode BANNED = new ReasonCode(0x8A);
    public static final ReasonCode SESSION_TAKEN_OVER = new ReasonCode(0x8E);
    public static final ReasonCode TOPIC_ALIAS_INVALID = new ReasonCode(0x94);
    public static final ReasonCode PACKET_TOO_LARGE = new ReasonCode(0x95);

    private static final int FAILURE = 0x80;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x00, "success"),
            Map.entry(0x01, "granted QoS 1"),
            Map.entry(0x02, "granted QoS 2"),
            Map.entry(0x04, "disconnect with will message"),
            Map.entry(0x11, "no subscription existed"),
            Map.entry(0x80, "unspecified error"),
            Map.entry(0x81, "malformed packet"),
            Map.entry(0x82, "protocol error"),
            Map.entry(0x83, "implementation specific error"),
            Map.entry(0x84, "unsupported protocol version"),
            Map.entry(0x85, "client identifier not valid"),
            Map.entry(0x86, "bad user name or password"),
            Map.entry(0x87, "not authorized"),
            Map.entry(0x88, "server unavailable"),
            Map.entry(0x89, "server busy"),
            Map.entry(0x8A, "banned"),
            Map.entry(0x8B, "server shutting down"),
            Map.entry(0x8C, "bad authentication method"),
            Map.entry(0x8D, "keep alive timeout"),
            Map.entry(0x8E, "session taken over"),
            Map.entry(0x8F, "topic filter invalid"),
            Map.entry(0x90, "topic name invalid"),
            Map.entry(0x91, "packet identifier in use"),
            Map.entry(0x93, "receive maximum exceeded"),
            Map.entry(0x94, "topic alias invalid"),
            Map.entry(0x95, "packet too large"),
            Map.entry(0x96, "message rate too high"),
            Map.entry(0x97, "quota exceeded"),
            Map.entry(0x98, "administrative action"),
            Map.entry(0x99, "payload format invalid"),
            Map.entry(0x9A, "retain not supported"),
            Map.entry(0x9B, "QoS not supported"),
            Map.entry(0x9C, "use another server"),
            Map.entry(0x9D, "server moved"),
            Map.entry(0x9E, "shared subscriptions not supported"),
            Map.entry(0x9F, "connection rate exceeded"),
            Map.entry(0xA0, "maximum connect time"),
            Map.entry(0xA1, "subscription identifiers not supported"),
            Map.entry(0xA2, "wildcard subscriptions not supported"));

    /** Return codes 1 to 5 of the 3.1.1 CONNACK; anything above is reserved there and read as unspecified. */
    static ReasonCode ofReturnCode(int returnCode) {
        return switch (returnCode) {
            case 0 -> SUCCESS;
            case 1 -> UNSUPPORTED_VERSION;
            case 2 -> CLIENT_ID_NOT_VALID;
            case 3 -> SERVER_UNAVAILABLE;
            case 4 -> BAD_CREDENTIALS;
            case 5 -> NOT_AUTHORIZED;
            default -> UNSPECIFIED;
        };
    }

    public boolean failure() {
        return value >= FAILURE;
    }

    @Override
    public String toString() {
        return "0x%02X (%s)".formatted(value, NAMES.getOrDefault(value, "unknown reason"));
    }
}
