package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.ConnectionRefusedException;
import io.penstock.mqtt.client.DisconnectedException;
import io.penstock.mqtt.client.MqttProtocolException;
import io.penstock.mqtt.client.PasswordUnreadableException;
import io.penstock.mqtt.client.ReasonCode;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.error.WireText;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says of a failed connection why it failed, and whether to try again. Pure. */
final class BrokerFailure {
    /** Refusals of a CONNECT that may pass: unspecified, implementation specific, unavailable, busy, quota, use another server, server moved, connection rate. */
    private static final Set<Integer> PASSING_REFUSALS = Set.of(0x80, 0x83, 0x88, 0x89, 0x97, 0x9C, 0x9D, 0x9F);

    /** Reasons of a DISCONNECT that the next connection would meet again: not authorized, topic filter or name invalid, retain, QoS, shared, ids, wildcards not supported. */
    private static final Set<Integer> LASTING_GOODBYES = Set.of(0x87, 0x8F, 0x90, 0x9A, 0x9B, 0x9E, 0xA1, 0xA2);

    /** Alerts of a broker that wants another client certificate, or one at all (RFC 8446, section 6.2). */
    private static final Set<String> CERTIFICATE_ALERTS = Set.of(
            "alert: bad_certificate",
            "alert: unsupported_certificate",
            "alert: certificate_revoked",
            "alert: certificate_expired",
            "alert: certificate_unknown",
            "alert: certificate_required",
            "alert: unknown_ca",
            "alert: access_denied");

    /** Alerts that say no more than that the handshake failed. Over TLS 1.2 brokers answer a missing certificate so: it knows no certificate_required. */
    private static final Set<String> VAGUE_ALERTS = Set.of("alert: handshake_failure", "alert: decrypt_error");

    private BrokerFailure() {}

    /** @return the reason, with what it may mean where it says little */
    static String describe(IOException failure) {
        if (failure instanceof UnknownHostException) {
            return "the host name cannot be resolved";
        }
        String message = WireText.line(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        if (isMistrust(failure)) {
            return message + ". " + code(failure).remedy();
        }
        return isAlert(failure, VAGUE_ALERTS)
                ? message + "; the broker may want a client certificate, or another one (mqtt.ssl.keystore.location)"
                : message;
    }

    /** @return what to log a failure as after which the task tries again */
    static MqttError code(IOException failure) {
        if (failure instanceof MqttProtocolException) {
            return MqttError.PROTOCOL_BROKEN;
        }
        if (failure instanceof PasswordUnreadableException) {
            return MqttError.PASSWORD_FILE;
        }
        if (isRefusedLogin(failure)) {
            return MqttError.CONNECTION_REFUSED;
        }
        if (certificateFault(failure)) {
            return MqttError.BROKER_NOT_TRUSTED;
        }
        return isAlert(failure, CERTIFICATE_ALERTS) ? MqttError.CLIENT_NOT_TRUSTED : MqttError.BROKER_UNREACHABLE;
    }

    /** @return why the task must fail, or empty if another connection may do better */
    static Optional<FatalException> lasting(IOException failure) {
        if (failure instanceof ConnectionRefusedException refused) {
            return PASSING_REFUSALS.contains(refused.reason().value())
                    ? Optional.empty()
                    : fatal(MqttError.CONNECTION_REFUSED, failure);
        }
        if (failure instanceof DisconnectedException goodbye) {
            return lasting(goodbye);
        }
        if (failure instanceof MqttProtocolException broken && broken.reason().equals(ReasonCode.PACKET_TOO_LARGE)) {
            return fatal(MqttError.PROTOCOL_BROKEN, failure); // the broker would send it again each time
        }
        if (failure instanceof PasswordUnreadableException) {
            return fatal(MqttError.PASSWORD_FILE, failure);
        }
        if (certificateFault(failure)) {
            return fatal(MqttError.BROKER_NOT_TRUSTED, failure);
        }
        return isAlert(failure, CERTIFICATE_ALERTS) ? fatal(MqttError.CLIENT_NOT_TRUSTED, failure) : Optional.empty();
    }

    /** Whether another client has the session now. MQTT 3.1.1 does not tell. */
    static boolean isTakeover(IOException failure) {
        return failure instanceof DisconnectedException goodbye
                && goodbye.reason().equals(ReasonCode.SESSION_TAKEN_OVER);
    }

    /** Whether the connection ended without a word of the broker, or of this side to it. */
    static boolean isSilent(IOException failure) {
        return !(failure instanceof DisconnectedException || failure instanceof MqttProtocolException);
    }

    /** Whether the broker does not know the protocol version that was spoken. One that knows no MQTT 5 says it as 3.1.1 has it. */
    static boolean isUnknownVersion(IOException failure) {
        return failure instanceof ConnectionRefusedException refused
                && refused.reason().equals(ReasonCode.UNSUPPORTED_VERSION);
    }

    /**
     * Whether one of the two does not trust the other's certificate. Lasting at a task's first connection; later it may pass, since certificates are rotated at the broker and in the stores, and not at the same instant.
     */
    static boolean isMistrust(IOException failure) {
        return certificateFault(failure) || isAlert(failure, CERTIFICATE_ALERTS);
    }

    /** Whether the broker does not take, or takes no more, what the client logged in with, or whom. */
    static boolean isRefusedLogin(IOException failure) {
        if (failure instanceof ConnectionRefusedException refused) {
            return refused.reason().equals(ReasonCode.BAD_CREDENTIALS)
                    || refused.reason().equals(ReasonCode.NOT_AUTHORIZED)
                    || refused.reason().equals(ReasonCode.BANNED);
        }
        return failure instanceof DisconnectedException goodbye
                && goodbye.reason().equals(ReasonCode.NOT_AUTHORIZED);
    }

    private static Optional<FatalException> lasting(DisconnectedException goodbye) {
        if (isTakeover(goodbye)) {
            return fatal(MqttError.SESSION_TAKEN_OVER, goodbye);
        }
        return LASTING_GOODBYES.contains(goodbye.reason().value())
                ? fatal(MqttError.ENDED_BY_BROKER, goodbye)
                : Optional.empty();
    }

    private static Optional<FatalException> fatal(MqttError error, IOException failure) {
        return Optional.of(new FatalException(
                error, WireText.line(String.valueOf(failure.getMessage())) + ". " + error.remedy(), failure));
    }

    /** Java gives an alert by its name in the message only. */
    private static boolean isAlert(IOException failure, Set<String> alerts) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof SSLException && alerts.stream().anyMatch(message::endsWith)) {
                return true;
            }
        }
        return false;
    }

    private static boolean certificateFault(IOException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
