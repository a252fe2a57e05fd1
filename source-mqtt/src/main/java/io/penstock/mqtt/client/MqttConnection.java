package io.penstock.mqtt.client;

import io.penstock.common.config.Secret;
import io.penstock.common.lifecycle.Mdc;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One network connection to a broker, from CONNECT to its end; never reused. {@link #open()}, {@link #subscribe}, {@link #unsubscribe} and {@link #readNext} belong to one thread, {@link #acknowledge},
 * {@link #disconnect} and {@link #close()} to any. No method but {@code open} and {@code readNext} waits for the network, but for the bounded wait of {@code disconnect}.
 */
public final class MqttConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    /** Its name, and four bytes at most. */
    private static final int SUBSCRIPTION_ID_BYTES = 5;

    private final Endpoint endpoint;
    private final ConnectOptions options;
    private final LongSupplier ticker;
    private final Link link; // there from the start, so that close() can end a connection attempt
    private final Outbox outbox = new Outbox();
    private final PacketDecoder decoder;
    private final Liveness liveness;
    private volatile boolean connected;
    private volatile @Nullable KeepAlive keepAlive;
    private volatile @Nullable String death;
    private long brokersMaxPacketBytes = Long.MAX_VALUE;
    private boolean takesSubscriptionIds;
    private @Nullable AnswerInput in;
    private @Nullable FrameReader frames;

    public MqttConnection(Endpoint endpoint, Transport transport, ConnectOptions options, LongSupplier ticker) {
        this.endpoint = endpoint;
        this.link = transport.link(endpoint);
        this.options = options;
        this.ticker = ticker;
        this.decoder = new PacketDecoder(options.version(), ConnectOptions.TOPIC_ALIAS_MAXIMUM);
        this.liveness = new Liveness(ticker);
    }

    /**
     * Connects, and returns once the broker has accepted.
     *
     * @throws ConnectionRefusedException if the broker answered with a failure code
     * @throws IOException if there was no or no legal answer within the timeout of each step
     */
    public ConnAck open() throws IOException {
        Optional<Secret> password = password();
        link.connect(options.timeout());
        connected = true;
        OutputStream out = link.output();
        out.write(PacketEncoder.connect(options, password));
        out.flush();
        AnswerInput input = new AnswerInput(link, ticker);
        FrameReader reader = new FrameReader(input, options.maxPacketBytes(), liveness);
        in = input;
        frames = reader;
        input.await("CONNACK", options.timeout());
        InboundPacket answer = decoder.decode(reader.next());
        if (!(answer instanceof ConnAck accepted)) {
            throw MqttProtocolException.protocol("the broker's first packet is no CONNACK [MQTT-3.2.0-1]");
        }
        if (!accepted.reason().equals(ReasonCode.SUCCESS)) {
            throw new ConnectionRefusedException(endpoint, accepted);
        }
        takesSubscriptionIds = accepted.takesSubscriptionIds();
        brokersMaxPacketBytes = accepted.maxPacketBytes().orElse(Long.MAX_VALUE);
        input.answered();
        start("writer", () -> write(out));
        startKeepAlive(pingWithin(accepted));
        return accepted;
    }

    private Optional<Secret> password() throws PasswordUnreadableException {
        return options.password().isEmpty()
                ? Optional.empty()
                : Optional.of(options.password().get().read());
    }

    /** The broker's value overrides ours [MQTT-3.2.2-21], but one may always ping more often (section 3.1.2.10): without that, a dead connection would be found late, or with 0 never. */
    private int pingWithin(ConnAck accepted) {
        int own = options.keepAliveSeconds();
        int brokers = accepted.serverKeepAliveSeconds().orElse(own);
        return brokers == 0 ? own : Math.min(own, brokers);
    }

    private void startKeepAlive(int seconds) {
        KeepAlive pinger = new KeepAlive(
                Duration.ofSeconds(seconds),
                outbox,
                liveness,
                () -> die("no answer to PINGREQ within " + seconds + " s: the connection is half-open"));
        keepAlive = pinger;
        start("keepalive", pinger);
    }

    private void start(String role, Runnable work) {
        Thread thread = new Thread(Mdc.wrap(() -> run(role, work)), "penstock-mqtt-" + role + "-" + options.clientId());
        thread.setDaemon(true);
        thread.start();
    }

    /** A connection does not outlive one of its threads. */
    private void run(String role, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            die("the " + role + " thread ended unexpectedly: " + e);
        }
    }

    private void write(OutputStream out) {
        try {
            outbox.writeTo(out);
        } catch (IOException e) {
            // Not closed: what the broker said before it hung up, such as that another took the session over, is still
            // to be read. Reading ends by itself, or the keep-alive ends it.
            death = "writing failed: " + e.getMessage();
            outbox.close();
        }
    }

    private void die(String why) {
        death = why;
        close();
    }

    /** Whether the broker takes a packet that is large enough. Reader thread. */
    public boolean takes(RequestedFilter asked) {
        return FilterParts.fits(asked.filter(), roomBeside(asked.id()));
    }

    /** Whether subscriptions may have identifiers. Reader thread. */
    public boolean takesSubscriptionIds() {
        return takesSubscriptionIds;
    }

    private long roomBeside(OptionalInt id) {
        return id.isPresent() ? brokersMaxPacketBytes - SUBSCRIPTION_ID_BYTES : brokersMaxPacketBytes;
    }

    /** As many filters each as the broker takes in one packet. Reader thread. */
    public List<List<TopicFilter>> parts(List<TopicFilter> filters) {
        return FilterParts.of(filters, Function.identity(), brokersMaxPacketBytes);
    }

    /** As {@link #parts}, those of one identifier together: it is of the packet. Without identifiers where the broker takes none. */
    public List<List<RequestedFilter>> requests(List<RequestedFilter> filters) {
        Map<OptionalInt, List<RequestedFilter>> byId = new LinkedHashMap<>();
        for (RequestedFilter asked : filters) {
            RequestedFilter sent = takesSubscriptionIds ? asked : asked.withoutId();
            byId.computeIfAbsent(sent.id(), id -> new ArrayList<>()).add(sent);
        }
        return byId.entrySet().stream()
                .flatMap(group ->
                        FilterParts.of(group.getValue(), RequestedFilter::filter, roomBeside(group.getKey())).stream())
                .toList();
    }

    /** Answered by a SUBACK with the same packet id, which comes through {@link #readNext}; that fails if it has waited for it longer than the timeout. */
    public void subscribe(int packetId, List<RequestedFilter> filters, RetainHandling retained) {
        opened(in).await("SUBACK", options.timeout());
        outbox.add(PacketEncoder.subscribe(options.version(), packetId, filters, retained));
    }

    /** Answered by an UNSUBACK; otherwise as {@link #subscribe}. Once the answer to what was asked for before is there. */
    public void unsubscribe(int packetId, List<TopicFilter> filters) {
        opened(in).await("UNSUBACK", options.timeout());
        outbox.add(PacketEncoder.unsubscribe(options.version(), packetId, filters));
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("open() comes first");
        }
        return part;
    }

    /**
     * Blocks for the next packet, and hands over what is to act on of it and of those that came with it.
     *
     * @throws DisconnectedException if the broker said goodbye
     * @throws MqttProtocolException if it broke the protocol; the caller disconnects with that reason
     * @throws IOException if the connection is gone
     */
    public void readNext(PacketHandler handler) throws IOException, InterruptedException {
        if (outbox.overflowed()) {
            throw new IOException("the broker does not read: more than " + Outbox.MAX_WAITING_BYTES
                    + " bytes of answers to what it sent wait for it");
        }
        FrameReader reader = opened(frames);
        List<InboundPacket> run = new ArrayList<>();
        run.add(decoder.decode(nextFrame(reader)));
        Optional<MqttProtocolException> fault = readBuffered(reader, run);
        handler.together(() -> {
            for (InboundPacket packet : run) {
                dispatch(packet, handler);
            }
        });
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    /** @return what is wrong with the one after those, which are to be handled all the same */
    private Optional<MqttProtocolException> readBuffered(FrameReader reader, List<InboundPacket> run)
            throws IOException {
        try {
            while (reader.hasWhole()) {
                run.add(decoder.decode(reader.next()));
            }
            return Optional.empty();
        } catch (MqttProtocolException e) {
            return Optional.of(e);
        }
    }

    /**
     * Waits between packets.
     *
     * @return whether {@link #readNext} has something to read
     */
    public boolean awaitBytes(Duration longest) throws IOException {
        FrameReader reader = opened(frames);
        if (reader.buffered()) {
            return true;
        }
        try {
            link.readTimeout((int) Math.max(1, longest.toMillis()));
            reader.fill();
            link.readTimeout(0);
            return true;
        } catch (SocketTimeoutException e) {
            link.readTimeout(0);
            return false;
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private Frame nextFrame(FrameReader reader) throws IOException {
        try {
            return reader.next();
        } catch (MqttProtocolException e) {
            throw e;
        } catch (IOException e) {
            throw explained(e);
        }
    }

    private IOException explained(IOException e) {
        String why = death;
        return why == null ? e : new IOException(why, e);
    }

    private void dispatch(InboundPacket packet, PacketHandler handler) throws IOException, InterruptedException {
        if (packet instanceof Publish publish) {
            handler.publish(publish);
        } else if (packet instanceof PubRel pubRel) {
            handler.pubRel(pubRel.packetId());
        } else if (packet instanceof SubAck subAck) {
            opened(in).answered();
            handler.subAck(subAck);
        } else if (packet instanceof UnsubAck unsubAck) {
            opened(in).answered();
            handler.unsubAck(unsubAck);
        } else if (packet instanceof Disconnect disconnect) {
            throw new DisconnectedException(endpoint, disconnect);
        } else if (packet instanceof ConnAck) {
            throw MqttProtocolException.protocol("a second CONNACK [MQTT-3.2.0-2]");
        }
    }

    /**
     * The caller sees to the order [MQTT-4.6.0-2] [MQTT-4.6.0-3] and to it that the message or its PUBREL came by this connection.
     *
     * @return false if it certainly was not sent: the connection is over
     */
    public boolean acknowledge(Acknowledgement what, int packetId) {
        return outbox.add(what.encode(options.version(), packetId));
    }

    /**
     * Sends what waits and then DISCONNECT, as far as that is possible within {@code limit}. The broker then hangs up [MQTT-3.14.4]; whoever reads may wait for that with
     * {@link #drain()}. Closes at once where there is no connection yet, where it does not take the words in time, and where there are none: MQTT 3.1.1 says goodbye only if all is well. Of two threads that do so, neither
     * cuts the other short.
     *
     * @param reason told to an MQTT 5 broker; with any but success, the broker publishes the will
     */
    public void sayGoodbye(ReasonCode reason, Duration limit) {
        byte[] goodbye = PacketEncoder.disconnect(options.version(), reason);
        outbox.addLast(goodbye);
        boolean said = false;
        try {
            said = connected && outbox.awaitWritten(limit.toNanos()) && goodbye.length > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!said) {
                LOG.debug("no DISCONNECT was sent to {} within {} ms", endpoint, limit.toMillis());
                close();
            }
        }
    }

    /**
     * Drops what still comes until the broker hangs up. A socket that is closed over unread bytes is reset (RFC 1122, 4.2.2.13), and a reset may overtake the last
     * acknowledgements. Reader thread; ended by {@link #close()}.
     */
    public void drain() throws IOException {
        byte[] dropped = new byte[8192];
        InputStream rest = opened(in);
        while (rest.read(dropped, 0, dropped.length) >= 0) {
            LOG.trace("dropped bytes that came after DISCONNECT");
        }
    }

    /** {@link #sayGoodbye} and {@link #close()}. */
    public void disconnect(ReasonCode reason, Duration limit) {
        sayGoodbye(reason, limit);
        close();
    }

    /** Without a word to the broker, which keeps the session. Idempotent; ends {@link #open()} and {@link #readNext} at once. */
    @Override
    public void close() {
        KeepAlive pinger = keepAlive;
        if (pinger != null) {
            pinger.close();
        }
        outbox.close();
        try {
            link.close();
        } catch (IOException e) {
            LOG.debug("closing the connection to {} failed", endpoint, e);
        }
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    public MqttVersion version() {
        return options.version();
    }
}
