package io.penstock.mqtt;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.lifecycle.Closer;
import io.penstock.common.metrics.TaskMetrics;
import io.penstock.common.retry.BackoffPolicy;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.Transport;
import io.penstock.mqtt.config.Guarantee;
import io.penstock.mqtt.config.MqttSourceConfig;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.intake.Delivery;
import io.penstock.mqtt.intake.Intake;
import io.penstock.mqtt.intake.IntakeMetrics;
import io.penstock.mqtt.intake.Subscriber;
import io.penstock.mqtt.intake.Subscription;
import io.penstock.mqtt.mapping.MappedRecord;
import io.penstock.mqtt.mapping.SourceOffset;
import io.penstock.mqtt.session.Snapshot;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that runs. {@link #poll} belongs to the task thread, {@link #durable} to any. */
final class StartedMqttSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedMqttSource.class);

    /** Connect looks for a pause or a stop between polls. */
    private static final Duration POLL_WAIT = Duration.ofMillis(500);

    private final MqttSourceConfig config;
    private final Map<String, String> partition;
    private final Intake intake;
    private final Subscription subscription;
    private final LongAdder malformed;
    private final Closer closer;
    private final LateFailure lateFailure;

    private StartedMqttSource(
            MqttSourceConfig config, Intake intake, Subscription subscription, LongAdder malformed, Closer closer) {
        this.config = config;
        this.partition =
                SourceOffset.partition(config.cluster(), config.connect().clientId());
        this.intake = intake;
        this.subscription = subscription;
        this.malformed = malformed;
        this.closer = closer;
        this.lateFailure = new LateFailure(config.takeoverWait());
    }

    /** Returns at once; the connection is made on the reader's thread. */
    static StartedMqttSource start(MqttSourceConfig config, SourceTaskContext context) {
        Map<String, String> partition =
                SourceOffset.partition(config.cluster(), config.connect().clientId());
        Map<String, Object> known = context.offsetStorageReader().offset(partition);
        Snapshot stored = SourceOffset.read(known);
        Subscription subscription = new Subscription(
                config.filters(),
                SourceOffset.filters(known),
                config.retained(),
                config.guarantee() instanceof Guarantee.ExactlyOnce);
        Transport transport = transport(config);
        Closer closer = new Closer();
        try {
            return start(config, context, transport, subscription, known != null, stored, closer);
        } catch (RuntimeException | Error e) {
            try (closer) {
                throw e;
            }
        }
    }

    private static StartedMqttSource start(
            MqttSourceConfig config,
            SourceTaskContext context,
            Transport transport,
            Subscription subscription,
            boolean sessionKnown,
            Snapshot stored,
            Closer closer) {
        TaskMetrics shown =
                closer.register(TaskMetrics.open(context, config.connector(), config.task(), MqttMetrics.DECLARED));
        IntakeMetrics metrics = IntakeMetrics.of(shown);
        Intake intake = intake(config, stored, metrics);
        IntakeMetrics.show(intake, shown);
        Subscriber subscriber = closer.register(new Subscriber(
                config.endpoints(),
                transport,
                config.connect(),
                subscription,
                sessionKnown,
                new BackoffPolicy(config.backoffInitial(), config.backoffMax(), new Random()),
                config.takeoverWait(),
                intake,
                metrics,
                System::nanoTime));
        IntakeMetrics.show(subscriber, shown);
        say(config, stored);
        subscriber.start();
        return new StartedMqttSource(config, intake, subscription, shown.counter(MqttMetrics.MALFORMED), closer);
    }

    private static Intake intake(MqttSourceConfig config, Snapshot stored, IntakeMetrics metrics) {
        return config.guarantee() instanceof Guarantee.ExactlyOnce
                ? Intake.exactlyOnce(stored, config.limits(), metrics, System::nanoTime)
                : Intake.atLeastOnce(config.limits(), metrics, System::nanoTime);
    }

    private static void say(MqttSourceConfig config, Snapshot stored) {
        config.warnings().forEach(LOG::warn);
        if (config.guarantee() instanceof Guarantee.ExactlyOnce exactlyOnce) {
            LOG.info(
                    "delivery: exactly once of what is published at QoS 2, in transactions. Of the session {} {} messages"
                            + " are remembered; bookkeeping goes to {}",
                    config.connect().clientId(),
                    stored.digests().size(),
                    exactlyOnce.ledgerTopic());
            return;
        }
        if (config.qos() > 0) {
            LOG.info(
                    "delivery: at least once. The session {} is acknowledged to, at QoS {}, after Kafka has the"
                            + " records; after a crash messages may come twice",
                    config.connect().clientId(),
                    config.qos());
        }
        List<RequestedFilter> unkept =
                config.filters().stream().filter(asked -> asked.qos() == 0).toList();
        if (!unkept.isEmpty()) {
            LOG.info("delivery of {}: best effort. At QoS 0 the broker keeps nothing", unkept);
        }
    }

    private static Transport transport(MqttSourceConfig config) {
        try {
            return Transport.of(config.trust(), config.identity(), config.alpn());
        } catch (GeneralSecurityException | IOException e) {
            throw new FatalException(MqttError.TLS_SETUP, e.getMessage() + ". " + MqttError.TLS_SETUP.remedy(), e);
        }
    }

    /**
     * @return what has come, or null after a short wait
     * @throws FatalException if the intake gave up, or a message cannot be mapped; the records before that one are returned first
     */
    @Nullable
    List<SourceRecord> poll() throws InterruptedException {
        lateFailure.polled();
        Intake.Polled polled = intake.poll(config.batchRecords(), POLL_WAIT);
        List<SourceRecord> records = new ArrayList<>(polled.messages().size() + 1);
        for (Intake.Received received : polled.messages()) {
            try {
                MappedRecord mapped = config.mapper().map(received.message());
                count(mapped);
                records.add(record(mapped, received.delivery()));
            } catch (RecordException e) {
                FatalException unmappable = unmappable(received, e);
                intake.fail(unmappable);
                if (records.isEmpty()) {
                    throw unmappable;
                }
                return records; // the rest stays at the broker, unacknowledged
            }
        }
        polled.bookkeeping().ifPresent(delivery -> records.add(bookkeeping(delivery)));
        if (records.isEmpty()) {
            return null;
        }
        lateFailure.handedOut();
        return records;
    }

    private void count(MappedRecord mapped) {
        if (mapped.malformed()) {
            if (malformed.sum() == 0) {
                LOG.warn(
                        "a malformed message goes to {} as bytes (errors.parse); its header penstock.error tells why. The"
                                + " metric messages-malformed counts these and those that follow",
                        mapped.topic());
            }
            malformed.increment();
        }
    }

    private SourceRecord record(MappedRecord mapped, Delivery delivery) {
        List<String> filters = subscription.held();
        Map<String, Object> offset = config.guarantee() instanceof Guarantee.ExactlyOnce
                ? SourceOffset.remembering(delivery.remembered(), filters)
                : SourceOffset.atLeastOnce(filters);
        return new DeliveredRecord(partition, offset, mapped, delivery);
    }

    /** Without a value, which every converter takes; the offset is what counts. */
    private SourceRecord bookkeeping(Delivery delivery) {
        String topic = config.guarantee() instanceof Guarantee.ExactlyOnce exactlyOnce ? exactlyOnce.ledgerTopic() : "";
        return record(new MappedRecord(topic, config.connect().clientId(), null, null, new ConnectHeaders()), delivery);
    }

    private static FatalException unmappable(Intake.Received received, RecordException why) {
        return new FatalException(
                why.code(),
                "a message on MQTT topic " + received.message().topic() + " cannot become a record: " + why.getMessage()
                        + ". " + why.code().remedy(),
                why);
    }

    void durable(Delivery delivery, boolean stored) {
        intake.durable(delivery, stored);
    }

    void committed() {
        lateFailure.committed();
        intake.committed();
    }

    /** Within three seconds, but for a late failure; what is not acknowledged stays at the broker. */
    @Override
    public void close() {
        closer.close();
        if (!intake.failed()) {
            lateFailure.await();
        }
    }
}
