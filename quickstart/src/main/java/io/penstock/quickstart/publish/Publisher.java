package io.penstock.quickstart.publish;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.penstock.quickstart.city.City;
import io.penstock.quickstart.city.Hfp;
import io.penstock.quickstart.city.Vehicle;
import io.penstock.quickstart.city.VehiclePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the vehicles' reports in turn, QoS 1, over a few connections; a vehicle keeps its connection, so its reports stay in
 * order. What the broker acknowledged goes to the log.
 *
 * <p>Two bounds hold it back: messages without an acknowledgement, and messages that the broker has but Kafka has not yet, since
 * a broker drops what overflows a subscriber's queue.
 */
public final class Publisher implements AutoCloseable {

    /** Most messages that Kafka may lag behind. */
    static final int MOST_BACKLOG = 10_000;

    private static final int CONNECTIONS = 4;
    private static final int MOST_IN_FLIGHT = 2_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final City city;
    private final PublisherLog log;
    private final LongSupplier clock;
    private final Semaphore inFlight = new Semaphore(MOST_IN_FLIGHT);
    private final AtomicLong failed = new AtomicLong();
    private final List<Mqtt5AsyncClient> clients;
    private volatile @Nullable Throwable firstFailure;

    private Publisher(City city, PublisherLog log, LongSupplier clock, List<Mqtt5AsyncClient> clients) {
        this.city = city;
        this.log = log;
        this.clock = clock;
        this.clients = List.copyOf(clients);
    }

    /**
     * Connects.
     *
     * @param broker such as {@code tcp://127.0.0.1:1883}
     * @param log receives acknowledged messages; not closed here
     * @param clock milliseconds since the epoch
     */
    public static Publisher connect(URI broker, City city, PublisherLog log, LongSupplier clock) {
        List<Mqtt5AsyncClient> clients = new ArrayList<>();
        for (int i = 0; i < Math.min(CONNECTIONS, city.vehicles().size()); i++) {
            Mqtt5AsyncClient client = Mqtt5Client.builder()
                    .identifier("penstock-city-" + i)
                    .serverHost(broker.getHost())
                    .serverPort(broker.getPort())
                    .automaticReconnectWithDefaultConfig()
                    .buildAsync();
            clients.add(client);
        }
        CompletableFuture<?>[] connected = clients.stream()
                .map(client -> client.connectWith()
                        .cleanStart(true)
                        .sessionExpiryInterval(TimeUnit.HOURS.toSeconds(1))
                        .send())
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(connected)
                .orTimeout(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
        return new Publisher(city, log, clock, clients);
    }

    /**
     * Publishes until the count is reached or it is told to stop; then waits for the last acknowledgements.
     *
     * @param rate messages a second, or 0 for as many as the pipeline takes
     * @param messages how many, or {@link Long#MAX_VALUE}
     * @param inKafka number of records that have arrived in Kafka, a little late
     */
    public void run(long rate, long messages, LongSupplier inKafka, BooleanSupplier stop) {
        Pacer pacer = new Pacer(rate, System.nanoTime());
        List<Vehicle> fleet = city.vehicles();
        long sent = 0;
        int turn = 0;
        while (sent < messages && !stop.getAsBoolean()) {
            Vehicle vehicle = fleet.get(turn);
            long delay = pacer.delay(System.nanoTime());
            if (delay > 0) {
                LockSupport.parkNanos(delay);
            } else if (sent - inKafka.getAsLong() >= MOST_BACKLOG || clock.getAsLong() <= vehicle.lastReport()) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else if (tryAcquire()) {
                publish(clients.get(turn % clients.size()), vehicle.report(clock.getAsLong()));
                pacer.sent(System.nanoTime());
                turn = (turn + 1) % fleet.size();
                sent++;
            }
        }
        awaitAcknowledgements();
    }

    /** Messages that were given up without an acknowledgement. */
    public long failed() {
        return failed.get();
    }

    /** Why the first of them was. */
    public @Nullable Throwable firstFailure() {
        return firstFailure;
    }

    private boolean tryAcquire() {
        try {
            return inFlight.tryAcquire(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing", e);
        }
    }

    private void publish(Mqtt5AsyncClient client, VehiclePosition position) {
        CompletableFuture<Mqtt5PublishResult> answer = client.publishWith()
                .topic(Hfp.topic(position))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Hfp.payload(position))
                .send();
        var unused = answer.whenComplete((result, failure) -> {
            try {
                Throwable cause = failure == null ? result.getError().orElse(null) : failure;
                if (cause == null) {
                    log.acknowledged(position.oper(), position.veh(), position.tst());
                } else {
                    failed(cause);
                }
            } catch (IOException e) {
                failed(new UncheckedIOException("cannot write the publisher's log", e));
            } finally {
                inFlight.release();
            }
        });
    }

    private void failed(Throwable cause) {
        if (failed.getAndIncrement() == 0) {
            firstFailure = cause;
        }
    }

    private void awaitAcknowledgements() {
        try {
            if (inFlight.tryAcquire(MOST_IN_FLIGHT, 30, TimeUnit.SECONDS)) {
                inFlight.release(MOST_IN_FLIGHT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        CompletableFuture.allOf(
                        clients.stream().map(Mqtt5AsyncClient::disconnect).toArray(CompletableFuture[]::new))
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(lost -> null)
                .join();
    }
}
