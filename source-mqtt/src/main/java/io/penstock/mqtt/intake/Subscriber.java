package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.common.lifecycle.Mdc;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.mqtt.client.ConnAck;
import io.penstock.mqtt.client.ConnectOptions;
import io.penstock.mqtt.client.DisconnectedException;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.MqttConnection;
import io.penstock.mqtt.client.MqttProtocolException;
import io.penstock.mqtt.client.MqttVersion;
import io.penstock.mqtt.client.PacketHandler;
import io.penstock.mqtt.client.Password;
import io.penstock.mqtt.client.PasswordUnreadableException;
import io.penstock.mqtt.client.Publish;
import io.penstock.mqtt.client.ReasonCode;
import io.penstock.mqtt.client.SubAck;
import io.penstock.mqtt.client.Transport;
import io.penstock.mqtt.client.UnsubAck;
import io.penstock.mqtt.error.MqttError;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session: connects for ever, the first time included, subscribes, and reads into the intake on its own thread, until it is closed or meets a failure that does not pass, at each of its brokers.
 */
public final class Subscriber implements AutoCloseable, PacketHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    /** Together below the five seconds that Connect gives a stopping task. */
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private static final Duration JOIN = Duration.ofMillis(1_500);

    private static final Duration LAST_JOIN = Duration.ofMillis(500);

    /** How soon a subscription follows on the commit that it waits for. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    /** How long at least a broker gets to begin with what it must send again, however short the wait for its other answers is. */
    private static final Duration EVIDENCE_WAIT = Duration.ofSeconds(10);

    private final List<Endpoint> endpoints;
    private final Refusals refusals;
    private final RepeatedFaults faults = new RepeatedFaults();
    private final Transport transport;
    private final ConnectOptions options;

    /** Of brokers that do not know the version that is tried first. */
    private final Map<Endpoint, ConnectOptions> older = new HashMap<>();

    private final Subscription subscription;
    private final BackoffPolicy backoff;
    private final IdleWatch idle;
    private final Duration takeoverWait;
    private final SessionLost sessionLost;
    private final Intake intake;
    private final IntakeMetrics metrics;
    private final LongSupplier ticker;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable MqttConnection current;
    private final ShortConnections shortConnections;
    private boolean sessionKnown;
    private boolean accepted;

    /** Those whose login was good once. */
    private final Set<Endpoint> acceptedBy = new HashSet<>();

    /** That the broker had forgotten the session: stays until the task fails of it. */
    private boolean lost;

    /** Of the last connection that the intake was told of. */
    private @Nullable Endpoint last;

    private @Nullable Long deliversSince;
    private volatile boolean connected;
    private volatile int protocolLevel;
    private volatile boolean subscribed;

    /**
     * @param endpoints tried in turn
     * @param sessionKnown whether this connector has used the session before: the broker should have it
     * @param idleReconnect how long no message may come before the session is resumed on a new connection; zero for ever
     * @param takeoverWait how long Connect has to stop a task that lost its session, before that fails
     */
    public Subscriber(
            List<Endpoint> endpoints,
            Transport transport,
            ConnectOptions options,
            Subscription subscription,
            boolean sessionKnown,
            BackoffPolicy backoff,
            Duration idleReconnect,
            Duration takeoverWait,
            SessionLost sessionLost,
            Intake intake,
            IntakeMetrics metrics,
            LongSupplier ticker) {
        this.endpoints = List.copyOf(endpoints);
        this.refusals = new Refusals(endpoints);
        this.transport = transport;
        this.options = options;
        this.subscription = subscription;
        this.sessionKnown = sessionKnown;
        this.backoff = backoff;
        this.idle = new IdleWatch(idleReconnect, ticker);
        this.takeoverWait = takeoverWait;
        this.sessionLost = sessionLost;
        this.intake = intake;
        this.metrics = metrics;
        this.ticker = ticker;
        this.shortConnections = new ShortConnections(ticker);
        this.thread = new Thread(Mdc.wrap(this::run), "penstock-mqtt-reader-" + options.clientId());
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            connectForEver();
        } catch (FatalException e) {
            if (e.code() == MqttError.SESSION_LOST) {
                intake.failOnceEmpty(e); // the broker owes nothing of the session that it has forgotten
            } else {
                intake.fail(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Nobody should, but then the task must not idle for ever.
            intake.fail(new ConnectException("reading from MQTT was interrupted", e));
        } catch (RuntimeException | Error e) { // also an OutOfMemoryError must fail the task, or it would idle for ever
            intake.fail(new ConnectException("reading from MQTT ended unexpectedly: " + e, e));
        }
    }

    private void connectForEver() throws InterruptedException {
        int failures = 0;
        while (!isClosed()) {
            Endpoint endpoint = endpoints.get(failures % endpoints.size());
            deliversSince = null;
            try {
                serve(endpoint);
                failures = countAnew(failures);
            } catch (IOException e) {
                if (BrokerFailure.isTakeover(e)) {
                    letConnectDecide(e);
                }
                if (isClosed()) {
                    return;
                }
                if (BrokerFailure.isUnknownVersion(e) && fellBack(endpoint)) {
                    continue;
                }
                if (shortConnections.ended(BrokerFailure.isSilent(e))) {
                    sayThatAnotherMayHaveTheId(endpoint);
                }
                failures = count(failures);
                pause(failures, note(endpoint, e));
            } catch (FatalException e) {
                failures = count(failures);
                pause(failures, note(endpoint, e));
            }
        }
    }

    /** After a success it begins with short pauses again, and asks each broker anew. */
    private int count(int failuresBefore) {
        if (heldOn()) {
            forgetFailures();
            return 1;
        }
        return failuresBefore + 1;
    }

    /** Of a connection that this side ended to resume it with the same broker. */
    private int countAnew(int failuresBefore) {
        if (deliversSince == null) {
            return failuresBefore;
        }
        forgetFailures();
        return failuresBefore % endpoints.size();
    }

    private void forgetFailures() {
        refusals.clear();
        faults.clear();
    }

    /** @return what to log */
    private String note(Endpoint endpoint, IOException failure) {
        Optional<FatalException> lasting =
                mayPass(endpoint, failure) ? Optional.empty() : BrokerFailure.lasting(failure);
        if (lasting.isPresent()) {
            if (BrokerFailure.isTakeover(failure)) {
                throw lasting.get(); // whichever broker says it
            }
            return note(endpoint, lasting.get());
        }
        if (failure instanceof MqttProtocolException fault) {
            metrics.protocolFaults().increment();
            faults.ended(endpoint, fault);
            Optional<FatalException> repeated = faults.lasting(endpoint);
            if (repeated.isPresent()) {
                return note(endpoint, repeated.get());
            }
        }
        refusals.remove(endpoint);
        return BrokerFailure.code(failure).say(endpoint + ": " + BrokerFailure.describe(failure) + ".")
                + (BrokerFailure.isRefusedLogin(failure) ? refusedLater() : "")
                + (failure instanceof MqttProtocolException ? faults.say(endpoint) : "");
    }

    private String refusedLater() {
        metrics.loginsRefused().increment();
        return " The broker took this login before: what it asks for its users may be away, and the task tries for ever. If the"
                + " login was withdrawn, correct mqtt.username, mqtt.password, mqtt.password.file or the certificate, or stop the"
                + " connector: the broker keeps its session, and messages in it, no longer than that lasts. The metrics"
                + " logins-refused and connected show it.";
    }

    private String note(Endpoint endpoint, FatalException lasting) {
        if (lasting.code() == MqttError.SESSION_LOST) {
            throw lasting; // another broker would know the new session, and nobody would hear of the loss
        }
        refusals.add(endpoint, lasting);
        return lasting.getMessage() + " That is " + endpoint + "; the task fails once all of mqtt.uris refuse it.";
    }

    private void sayThatAnotherMayHaveTheId(Endpoint endpoint) {
        LOG.warn(
                "broker {} accepts each connection and ends it within seconds, without a reason. Perhaps another client has the client"
                        + " id {} too and the two take the session from each other: MQTT 3.1.1 brokers and mosquitto 2.0.11 do not say so."
                        + " Give each connector its own mqtt.client.id, and see what the broker's log says of this one",
                endpoint,
                options.clientId());
    }

    /** Of a task that was connected once: then the stores, the broker's certificate or the password in a file have changed since, or are about to. */
    private boolean mayPass(Endpoint endpoint, IOException failure) {
        return accepted
                && (BrokerFailure.isMistrust(failure)
                        || failure instanceof PasswordUnreadableException
                        || (BrokerFailure.isRefusedLogin(failure) && loginMayPass(endpoint, failure)));
    }

    /**
     * A broker that took the login before may only not be able to ask its directory for it now. A goodbye for want of a right is another matter while nothing was granted on that connection: so do brokers answer a filter that
     * the user may not have.
     */
    private boolean loginMayPass(Endpoint endpoint, IOException failure) {
        boolean rotated = options.password().filter(Password::mayChange).isPresent();
        return rotated
                || (failure instanceof DisconnectedException ? deliversSince != null : acceptedBy.contains(endpoint));
    }

    /** For the life of the task, of that broker. */
    private boolean fellBack(Endpoint endpoint) {
        Optional<ConnectOptions> known = options(endpoint).older();
        known.ifPresent(old -> {
            older.put(endpoint, old);
            LOG.warn(
                    "broker {} does not know MQTT 5: this task speaks {} to it until it starts again (mqtt.version=auto). The broker"
                            + " decides then how long it keeps the session, a will is published at once, and {}",
                    endpoint,
                    old.version(),
                    intake.gated()
                            ? "each new connection brings the retained messages again, as new ones"
                            : "each new subscription brings the retained messages");
        });
        return known.isPresent();
    }

    private ConnectOptions options(Endpoint endpoint) {
        return older.getOrDefault(endpoint, options);
    }

    /**
     * After a rebalance the heir has connected, and Connect stops this task. It may also be that Connect gives the task back to a worker that it had lost, as one that this never stopped, and stops the heir. To have failed
     * meanwhile would stay unnoticed: what the heir says of itself later stands in the status topic (seen: RUNNING, for ever). So this fails late, when nobody else speaks for the task any more.
     */
    private void letConnectDecide(IOException takeover) throws InterruptedException {
        int dropped = intake.setAside();
        LOG.warn(
                MqttError.SESSION_TAKEN_OVER.say("{}. This task takes nothing more; if Connect does not stop it within"
                        + " {} ms it fails. {} messages of QoS 0 that it held were dropped"),
                takeover.getMessage(),
                takeoverWait.toMillis(),
                dropped);
        closed.await(takeoverWait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether the connection that ended has delivered for long; the time that it took to fail does not count. */
    private boolean heldOn() {
        return deliversSince != null
                && ticker.getAsLong() - deliversSince > backoff.max().toNanos();
    }

    /** Of several endpoints the next is tried at once; the pause comes when all have failed. */
    private void pause(int failures, String why) throws InterruptedException {
        Duration delay =
                failures % endpoints.size() == 0 ? backoff.delay(failures / endpoints.size() - 1) : Duration.ZERO;
        LOG.warn("{} Trying again in {} ms (failure {} in a row)", why, delay.toMillis(), failures);
        closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        metrics.reconnects().increment();
    }

    private void serve(Endpoint endpoint) throws IOException, InterruptedException {
        try (MqttConnection connection = new MqttConnection(endpoint, transport, options(endpoint), ticker)) {
            current = connection;
            if (isClosed()) {
                return; // close() may have looked before current was set
            }
            serve(connection);
        } finally {
            connected = false;
            protocolLevel = 0;
            subscribed = false;
            intake.disconnected();
        }
    }

    private void serve(MqttConnection connection) throws IOException, InterruptedException {
        try {
            ConnAck answer = connection.open();
            report(connection, answer);
            connected = true;
            protocolLevel = connection.version().level();
            intake.connected(
                    connection::acknowledge,
                    isSameSession(connection.endpoint(), answer),
                    connection.version() == MqttVersion.V5);
            last = connection.endpoint();
            if (intake.gated()) {
                subscribeWhenDurable(connection, answer.sessionPresent());
            } else {
                subscription.ask(connection, answer.sessionPresent());
            }
            noteThatItDelivers();
            idle.begins();
            while (!isClosed()) {
                connection.readNext(this);
                if (subscribed && idle.isOver(() -> intake.inFlight() > 0)) {
                    resumeOnANewConnection(connection);
                    return;
                }
            }
            // As close() does on its thread; closing at once would cut its goodbye short.
            connection.sayGoodbye(goodbye(), GOODBYE);
            connection.drain();
        } catch (MqttProtocolException e) {
            connection.disconnect(e.reason(), GOODBYE);
            throw e;
        }
    }

    /** Nothing waits for an acknowledgement, and nothing that comes now is lost: the broker keeps it, or sends it again. */
    private void resumeOnANewConnection(MqttConnection connection) {
        LOG.info(
                "no message has come from {} for {} ms: the session of {} is resumed on a new connection (mqtt.idle.reconnect.ms)",
                connection.endpoint(),
                idle.longest().toMillis(),
                options.clientId());
        metrics.reconnects().increment();
        connection.disconnect(ReasonCode.SUCCESS, GOODBYE);
    }

    /**
     * Whether packet ids mean what they meant. Another broker may have a session of its own from an earlier turn, in which the same ids stand for other messages; at least once that one is believed, so that nothing is lost. Exactly
     * once, all brokers are one cluster that shares its sessions.
     */
    private boolean isSameSession(Endpoint endpoint, ConnAck answer) {
        return answer.sessionPresent() && (intake.gated() || endpoint.equals(last));
    }

    /**
     * What a session still has to send comes without a subscription.
     *
     * @param kept whether the broker queues by subscriptions that the session had
     */
    private void subscribeWhenDurable(MqttConnection connection, boolean kept)
            throws IOException, InterruptedException {
        long since = ticker.getAsLong();
        boolean missing = !kept;
        while (!isClosed() && !intake.subscribable()) {
            // Before it is looked for bytes: whatever came while this process was frozen is read first.
            boolean late = ticker.getAsLong() - since > evidenceNanos();
            if (connection.awaitBytes(LOOK_AGAIN)) {
                connection.readNext(this);
            } else if (late && intake.doubtful()) {
                LOG.warn(
                        "the broker says that it has the session of {} but sends nothing of what it must send again:"
                                + " it has forgotten it",
                        options.clientId());
                metrics.sessionsLost().increment();
                lost = true;
                intake.noEvidence();
                missing = true;
                since = ticker.getAsLong();
            } else if (late && missing) {
                missing = false; // said once for each connection
                sayThatNothingIsSubscribed();
            }
        }
        if (!isClosed()) {
            subscription.askAgain(connection);
        }
    }

    private void sayThatNothingIsSubscribed() {
        LOG.warn(
                "the broker has no subscription of {}: with exactly once the filters are asked for once Kafka has committed,"
                        + " and it has not for {} ms. What is published until then is lost at the broker. Resume the connector if it is"
                        + " paused, or see to Kafka; the metric subscribed is 0 as long",
                options.clientId(),
                TimeUnit.NANOSECONDS.toMillis(evidenceNanos()));
    }

    private long evidenceNanos() {
        return Math.max(EVIDENCE_WAIT.toNanos(), options.timeout().toNanos());
    }

    private void report(MqttConnection connection, ConnAck answer) {
        LOG.info(
                "connected to {} as {}, MQTT {}, {}",
                connection.endpoint(),
                options.clientId(),
                options(connection.endpoint()).version(),
                answer.sessionPresent() ? "session resumed" : "new session");
        if (sessionKnown && !answer.sessionPresent()) {
            metrics.sessionsLost().increment();
            lost = true;
            LOG.warn(
                    "the broker has forgotten the session of {}: messages that it had kept for it are lost there,"
                            + " none that was taken already",
                    options.clientId());
        }
        sessionKnown = true;
        accepted = true;
        acceptedBy.add(connection.endpoint());
        shortConnections.accepted();
        answer.sessionExpirySeconds().ifPresent(granted -> checkExpiry(connection.endpoint(), granted));
    }

    /** @param granted seconds */
    private void checkExpiry(Endpoint endpoint, long granted) {
        if (granted == 0 && (intake.gated() || (subscription.keeps() && sessionLost == SessionLost.FAIL))) {
            throw new FatalException(
                    MqttError.SESSION_NOT_KEPT,
                    "the broker " + endpoint + " keeps no session of " + options.clientId()
                            + ": it set the expiry to 0. " + MqttError.SESSION_NOT_KEPT.remedy());
        }
        if (granted == 0 && subscription.keeps()) {
            LOG.warn(
                    "{}. The broker {} set the expiry of {} to 0: each time that the connection breaks, and while the task is stopped,"
                            + " messages of QoS 1 and 2 are LOST there. At least once holds only while it is connected. {}",
                    MqttError.SESSION_NOT_KEPT.code(),
                    endpoint,
                    options.clientId(),
                    MqttError.SESSION_NOT_KEPT.remedy());
        } else if (granted < options.sessionExpiry().toSeconds()) {
            LOG.warn(
                    "the broker keeps the session for {} s only, mqtt.session.expiry.ms asks for {} ms",
                    granted,
                    options.sessionExpiry().toMillis());
        }
    }

    @Override
    public void together(Run packets) throws IOException, InterruptedException {
        intake.together(packets);
    }

    @Override
    public void publish(Publish packet) throws InterruptedException {
        intake.received(packet);
        idle.begins(); // also after it has waited for room
    }

    @Override
    public void pubRel(int packetId) {
        intake.released(packetId);
        idle.begins();
    }

    @Override
    public void subAck(SubAck packet) {
        subscription.answered(packet, Objects.requireNonNull(current));
        noteThatItDelivers();
        idle.begins(); // messages come from here on
    }

    @Override
    public void unsubAck(UnsubAck packet) {
        subscription.answered(packet, Objects.requireNonNull(current));
        idle.begins();
    }

    private void noteThatItDelivers() {
        if (subscription.granted()) {
            subscribed = true;
            deliversSince = ticker.getAsLong();
            failIfTheSessionWasLost();
        }
    }

    /** Only now: whatever is published from here on waits in the new session for whoever restarts the task. */
    private void failIfTheSessionWasLost() {
        if (lost && subscription.keeps() && sessionLost == SessionLost.FAIL) {
            throw new FatalException(
                    MqttError.SESSION_LOST,
                    "the broker had forgotten the session of " + options.clientId() + "; the new one is subscribed. "
                            + MqttError.SESSION_LOST.remedy());
        }
    }

    /** Whether a connection is up that the broker has accepted. Any thread. */
    public boolean connected() {
        return connected;
    }

    /** Of the version that is spoken on it; 0 without one. Any thread. */
    public int protocolLevel() {
        return protocolLevel;
    }

    /** Whether it is, and the broker delivers by the filters. Any thread. */
    public boolean subscribed() {
        return subscribed;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** The broker deletes the will at a goodbye as such. One who watches for it is to learn that this task is dead, and not stopped. */
    private ReasonCode goodbye() {
        return options.will().isPresent() && intake.failed() ? ReasonCode.DISCONNECT_WITH_WILL : ReasonCode.SUCCESS;
    }

    /** Says goodbye to the broker, which keeps the session with all that is not acknowledged. Returns within three seconds; idempotent. */
    @Override
    public void close() {
        closed.countDown();
        intake.stop();
        MqttConnection connection = current;
        try {
            if (connection != null) {
                connection.sayGoodbye(goodbye(), GOODBYE);
                thread.join(JOIN.toMillis()); // until the broker has hung up
                connection.close();
            }
            thread.join(LAST_JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the reader is still busy, perhaps with resolving a host name; it is left to end by itself");
        }
    }
}
