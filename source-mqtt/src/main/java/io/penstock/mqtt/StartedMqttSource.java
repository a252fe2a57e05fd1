package io.penstock.mqtt;

import io.penstock.common.lifecycle.Closer;
import io.penstock.common.lifecycle.Mdc;
import io.penstock.common.metrics.TaskMetrics;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.config.Guarantee;
import io.penstock.mqtt.config.MqttSourceConfig;
import io.penstock.mqtt.config.SessionConfig;
import io.penstock.mqtt.intake.IntakeMetrics;
import io.penstock.mqtt.mapping.MappedRecord;
import io.penstock.mqtt.mapping.MessageMapper;
import io.penstock.mqtt.mapping.MqttMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task that runs. {@link #poll} belongs to the task thread. */
final class StartedMqttSource implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StartedMqttSource.class);

    /** 1980. */
    private static final long OLD_MILLIS = 315_532_800_000L;

    /** Connect looks for a pause or a stop between polls. */
    private static final Duration POLL_WAIT = Duration.ofMillis(500);

    /** Of several sessions each is waited for in turn; all of them once within this time. */
    private static final Duration ROUND = Duration.ofMillis(10);

    private final MqttSourceConfig config;
    private final MessageMapper mapper;
    private final LongAdder malformed;
    private final LongAdder headersTruncated;
    private final UnforeseenFailures unforeseen = new UnforeseenFailures();
    private final List<StartedSession> sessions;
    private final Closer closer = new Closer();
    private final LateFailure lateFailure;
    private int next;

    /** What a session said while others had records to hand out. */
    private @Nullable RuntimeException failure;

    private boolean oldTimeSeen;

    private StartedMqttSource(MqttSourceConfig config, SourceTaskContext context) {
        this.config = config;
        this.mapper = config.mapper().at(Clock.systemUTC());
        this.lateFailure = new LateFailure(config.takeoverWait());
        TaskMetrics shown =
                closer.register(TaskMetrics.open(context, config.connector(), config.task(), MqttMetrics.DECLARED));
        try {
            this.malformed = shown.counter(MqttMetrics.MALFORMED);
            this.headersTruncated = shown.counter(MqttMetrics.HEADERS_TRUNCATED);
            this.sessions = sessions(config, context, IntakeMetrics.of(shown));
            IntakeMetrics.showIntakes(
                    sessions.stream().map(StartedSession::intake).toList(), shown);
            IntakeMetrics.showConnections(
                    sessions.stream().map(StartedSession::subscriber).toList(), shown);
        } catch (RuntimeException | Error e) {
            try (closer) {
                throw e;
            }
        }
    }

    private List<StartedSession> sessions(MqttSourceConfig of, SourceTaskContext context, IntakeMetrics metrics) {
        List<StartedSession> made = new ArrayList<>();
        for (SessionConfig session : of.sessions()) {
            made.add(new StartedSession(session, of, context, this::map, metrics));
        }
        return List.copyOf(made);
    }

    /** Returns at once; connections are made on the readers' threads. */
    static StartedMqttSource start(MqttSourceConfig config, SourceTaskContext context) {
        StartedMqttSource source = new StartedMqttSource(config, context);
        orClosed(source, () -> {
            source.say();
            source.sessions.forEach(StartedSession::start);
        });
        return source;
    }

    /** What cannot be started whole is closed: nobody would know of the part that was. */
    static void orClosed(AutoCloseable whole, Runnable starting) {
        try {
            starting.run();
        } catch (RuntimeException | Error e) {
            Closer part = new Closer();
            part.register(whole);
            try (part) {
                throw e;
            }
        }
    }

    private void say() {
        config.warnings().forEach(LOG::warn);
        for (int i = 0; i < sessions.size(); i++) {
            say(sessions.get(i), config.sessions().get(i).filters());
        }
    }

    private void say(StartedSession session, List<RequestedFilter> filters) {
        String promise = DeliveryPromise.of(filters, config.guarantee());
        if (config.guarantee() instanceof Guarantee.ExactlyOnce exactlyOnce) {
            LOG.info(
                    "delivery: {}. Of the session {} {} messages are remembered; bookkeeping goes to {}",
                    promise,
                    session.clientId(),
                    session.remembered(),
                    exactlyOnce.ledgerTopic());
        } else {
            LOG.info("delivery of the session {}: {}", session.clientId(), promise);
        }
    }

    /** @throws io.penstock.common.error.RecordException if a message becomes no record */
    private MappedRecord map(MqttMessage message) {
        MappedRecord mapped = mapper.map(message);
        if (mapped.malformed()) {
            if (malformed.sum() == 0) {
                LOG.warn(
                        "a malformed message goes to {} as bytes (errors.parse); its header penstock.error tells why. The"
                                + " metric messages-malformed counts it and those that follow",
                        mapped.topic());
            }
            malformed.increment();
            unforeseen.tell(mapped);
        }
        if (MessageMapper.truncates(message, mapped)) {
            headersTruncated.increment();
        }
        tellOfAnOldTime(mapped);
        return mapped;
    }

    /** Seconds that are read as milliseconds are in January 1970, as is a clock that was never set; each record is well, and Kafka deletes it. */
    private void tellOfAnOldTime(MappedRecord mapped) {
        Long timestamp = mapped.timestamp();
        if (!oldTimeSeen && timestamp != null && timestamp < OLD_MILLIS) {
            oldTimeSeen = true;
            LOG.warn(
                    "kafka.timestamp gives a record for {} a time before 1980, and perhaps others after it: Kafka may DELETE such records at"
                            + " once, as older than the topic's retention.ms. If the publishers' numbers are not what kafka.timestamp.unit says,"
                            + " correct that; if a device's clock was not set, leave kafka.timestamp out",
                    mapped.topic());
        }
    }

    /**
     * @return what has come, or null after a short wait
     * @throws io.penstock.common.error.FatalException if a session gave up, or a message cannot be mapped; the records before that one are returned first
     */
    @Nullable
    List<SourceRecord> poll() throws InterruptedException {
        lateFailure.polled();
        if (failure != null) {
            throw failure;
        }
        part();
        List<SourceRecord> records = new ArrayList<>();
        if (sessions.size() == 1) {
            sessions.get(0).poll(config.batchRecords(), POLL_WAIT, records);
        } else {
            pollAll(records);
        }
        if (records.isEmpty()) {
            return null;
        }
        lateFailure.handedOut();
        return records;
    }

    /** Of all sessions: a broker that has forgotten one has forgotten the others too, which may not have heard of it yet. */
    private void part() {
        for (StartedSession parting : sessions) {
            Optional<RuntimeException> reason = parting.parting();
            if (reason.isPresent()) {
                sessions.forEach(StartedSession::takeNoMore);
                if (sessions.stream().allMatch(StartedSession::isEmpty)) {
                    parting.fail(reason.get());
                    throw reason.get();
                }
            }
        }
    }

    private void pollAll(List<SourceRecord> records) throws InterruptedException {
        poll(Duration.ZERO, records);
        Duration turn = ROUND.dividedBy(sessions.size());
        for (long rounds = POLL_WAIT.dividedBy(ROUND); rounds > 0 && records.isEmpty(); rounds--) {
            poll(turn, records);
        }
    }

    /** Each session once, beginning with another each time; also when there is no room any more, since each has to know the thread that commits. */
    private void poll(Duration turn, List<SourceRecord> records) throws InterruptedException {
        next = (next + 1) % sessions.size();
        for (int i = 0; i < sessions.size(); i++) {
            StartedSession session = sessions.get((next + i) % sessions.size());
            int room = Math.max(0, config.batchRecords() - records.size());
            try {
                session.poll(room, records.isEmpty() ? turn : Duration.ZERO, records);
            } catch (RuntimeException e) {
                if (records.isEmpty() || !session.failed()) {
                    throw e;
                }
                failure = e;
            }
        }
    }

    void committed() {
        lateFailure.committed();
        sessions.forEach(StartedSession::committed);
    }

    /** Within three seconds, but for a late failure; what is not acknowledged stays at the broker. */
    @Override
    public void close() {
        closeSessions();
        closer.close();
        if (sessions.stream().noneMatch(StartedSession::failed)) {
            lateFailure.await();
        }
    }

    /** All at the same time: each may wait for the broker, and Connect does not wait for the sum. */
    private void closeSessions() {
        List<Thread> others = new ArrayList<>();
        for (StartedSession session : sessions.subList(1, sessions.size())) {
            Thread other = new Thread(Mdc.wrap(session::close), "penstock-mqtt-close-" + session.clientId());
            try {
                other.start();
                others.add(other);
            } catch (OutOfMemoryError e) {
                session.close(); // no threads are to be had: here, and so one after the other
            }
        }
        sessions.get(0).close();
        try {
            for (Thread other : others) {
                other.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
