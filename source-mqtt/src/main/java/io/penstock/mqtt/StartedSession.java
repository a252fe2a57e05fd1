package io.penstock.mqtt;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.mqtt.client.Transport;
import io.penstock.mqtt.config.Guarantee;
import io.penstock.mqtt.config.MqttSourceConfig;
import io.penstock.mqtt.config.SessionConfig;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.error.WireText;
import io.penstock.mqtt.intake.Delivery;
import io.penstock.mqtt.intake.Intake;
import io.penstock.mqtt.intake.IntakeMetrics;
import io.penstock.mqtt.intake.Subscriber;
import io.penstock.mqtt.intake.Subscription;
import io.penstock.mqtt.mapping.MappedRecord;
import io.penstock.mqtt.mapping.MqttMessage;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.mqtt.session.Snapshot;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;

/** One session of a task: its connection, its buffer and its source offset. {@link #poll} belongs to the task thread, {@link #durable} to any. */
final class StartedSession implements AutoCloseable {
    private final String clientId;
    private final int remembered;
    private final Optional<String> ledgerTopic;
    private final Map<String, String> partition;
    private final Function<MqttMessage, MappedRecord> mapping;
    private final Intake intake;
    private final Subscription subscription;
    private final Subscriber subscriber;

    /** @param mapping throws RecordException for a message that becomes none */
    StartedSession(
            SessionConfig session,
            MqttSourceConfig config,
            SourceTaskContext context,
            Function<MqttMessage, MappedRecord> mapping,
            IntakeMetrics metrics) {
        this.clientId = session.connect().clientId();
        this.partition = SourceOffset.partition(config.cluster(), clientId);
        this.mapping = mapping;
        Map<String, Object> known = context.offsetStorageReader().offset(partition);
        Snapshot stored = SourceOffset.read(known);
        this.remembered = stored.size();
        this.ledgerTopic = config.guarantee() instanceof Guarantee.ExactlyOnce exactlyOnce
                ? Optional.of(exactlyOnce.ledgerTopic())
                : Optional.empty();
        this.intake = intake(config, stored, metrics);
        this.subscription = new Subscription(
                session.filters(), SourceOffset.filters(known), config.retained(), ledgerTopic.isPresent());
        this.subscriber = new Subscriber(
                config.endpoints(),
                transport(config),
                session.connect(),
                subscription,
                known != null,
                new BackoffPolicy(config.backoffInitial(), config.backoffMax(), new Random()),
                config.idleReconnect(),
                config.takeoverWait(),
                config.sessionLost(),
                intake,
                metrics,
                System::nanoTime);
    }

    private Intake intake(MqttSourceConfig config, Snapshot stored, IntakeMetrics metrics) {
        var limits = config.limits().dividedBy(config.sessions().size());
        return ledgerTopic.isPresent()
                ? Intake.exactlyOnce(stored, limits, metrics, System::nanoTime)
                : Intake.atLeastOnce(limits, metrics, System::nanoTime);
    }

    /** One of its own: it is for one thread at a time. */
    private static Transport transport(MqttSourceConfig config) {
        try {
            return Transport.of(config.trust(), config.identity(), config.alpn());
        } catch (GeneralSecurityException | IOException e) {
            throw new FatalException(MqttError.TLS_SETUP, e.getMessage() + ". " + MqttError.TLS_SETUP.remedy(), e);
        }
    }

    /** Returns at once; the connection is made on the reader's thread. */
    void start() {
        subscriber.start();
    }

    /**
     * Adds what has come, after a short wait if that is nothing.
     *
     * @param max messages; a bookkeeping record may follow them
     * @throws FatalException if the intake gave up, or a message cannot be mapped and there is no record before it; else the next poll says so
     */
    void poll(int max, Duration wait, List<SourceRecord> records) throws InterruptedException {
        Intake.Polled polled = intake.poll(max, wait);
        for (Intake.Received received : polled.messages()) {
            try {
                records.add(record(mapping.apply(received.message()), received.delivery()));
            } catch (RecordException e) {
                FatalException unmappable = unmappable(received, e);
                intake.fail(unmappable);
                if (records.isEmpty()) {
                    throw unmappable;
                }
                return; // the rest stays at the broker, unacknowledged
            }
        }
        polled.bookkeeping().ifPresent(delivery -> records.add(bookkeeping(delivery)));
    }

    private SourceRecord record(MappedRecord mapped, Delivery delivery) {
        List<String> filters = subscription.held();
        Map<String, Object> offset = ledgerTopic.isPresent()
                ? SourceOffset.remembering(delivery.remembered(), filters)
                : SourceOffset.atLeastOnce(filters);
        return new DeliveredRecord(partition, offset, mapped, this, delivery);
    }

    /** Without a value, which every converter takes; the offset is what counts. */
    private SourceRecord bookkeeping(Delivery delivery) {
        return record(new MappedRecord(ledgerTopic.orElse(""), clientId, null, null, new ConnectHeaders()), delivery);
    }

    private static FatalException unmappable(Intake.Received received, RecordException why) {
        return new FatalException(
                why.code(),
                "a message on MQTT topic " + WireText.of(received.message().topic()) + " cannot become a record: "
                        + why.getMessage() + ". " + why.code().remedy(),
                why);
    }

    /** @param stored whether Kafka has the record; false if a transform dropped it */
    void durable(Delivery delivery, boolean stored) {
        intake.durable(delivery, stored);
    }

    void committed() {
        intake.committed();
    }

    boolean failed() {
        return intake.failed();
    }

    /** Why the task is to fail once no session holds anything. */
    Optional<RuntimeException> parting() {
        return intake.parting();
    }

    void takeNoMore() {
        intake.takeNoMore();
    }

    boolean isEmpty() {
        return intake.isEmpty();
    }

    void fail(RuntimeException reason) {
        intake.fail(reason);
    }

    String clientId() {
        return clientId;
    }

    /** How many messages the stored offset remembers. */
    int remembered() {
        return remembered;
    }

    Intake intake() {
        return intake;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    /** Within three seconds; what is not acknowledged stays at the broker. */
    @Override
    public void close() {
        subscriber.close();
    }
}
