package io.penstock.mqtt.intake;

import io.penstock.common.error.FatalException;
import io.penstock.mqtt.client.Endpoint;
import io.penstock.mqtt.client.MqttConnection;
import io.penstock.mqtt.client.MqttVersion;
import io.penstock.mqtt.client.ReasonCode;
import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.client.RetainHandling;
import io.penstock.mqtt.client.SubAck;
import io.penstock.mqtt.client.TopicFilter;
import io.penstock.mqtt.client.UnsubAck;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.error.WireText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filters of one session, asked for on each connection: a session that is there may have others than this process was granted, since it is another broker's, or since the broker went back to an older state. MQTT 5 can ask
 * so that no retained message comes again; with 3.1.1 the same broker is not asked again for the same session, unless retained messages are wanted each time or not at all. Filters that the session may have from an earlier
 * configuration are unsubscribed each time too, after the new ones are granted: the other way round, messages that both match could be lost in between. Reader thread, but for {@link #held()}.
 */
public final class Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** Any non-zero identifiers do: they are the only ones that this client assigns [MQTT-2.2.1-3]. */
    private static final int SUBSCRIBE_ID = 1;

    private static final int UNSUBSCRIBE_ID = 2;

    private final List<RequestedFilter> asked;
    private final List<TopicFilter> filters;
    private final RetainHandling retained;
    private final boolean exactlyOnce;
    private final List<TopicFilter> former;
    private boolean grantedOnce;
    private boolean toldOfIds;

    /** The last that was asked, if it has granted. */
    private @Nullable Endpoint grantor;

    /** Yet to be answered in this order; the first is on its way. */
    private final Deque<List<RequestedFilter>> asking = new ArrayDeque<>();

    private final Deque<List<TopicFilter>> ending = new ArrayDeque<>();
    private final List<TopicFilter> refused = new ArrayList<>();
    private volatile List<String> held;

    /**
     * @param asked filters to have
     * @param known filters that the session was given before, as {@link #held()} said
     * @param exactlyOnce whether no message may come by two filters
     */
    public Subscription(List<RequestedFilter> asked, List<String> known, RetainHandling retained, boolean exactlyOnce) {
        this.asked = List.copyOf(asked);
        this.filters = asked.stream().map(RequestedFilter::filter).toList();
        this.former = known.stream()
                .flatMap(text -> formerFilter(text).stream())
                .filter(filter -> !filters.contains(filter))
                .toList();
        this.retained = retained;
        this.exactlyOnce = exactlyOnce;
        this.held = texts(Stream.concat(filters.stream(), former.stream()));
    }

    /** A subscription that is not ended brings too much, and loses nothing: no reason to fail at each start. */
    private static Optional<TopicFilter> formerFilter(String text) {
        try {
            return Optional.of(TopicFilter.parse(text));
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "the source offset has {}, which is no topic filter: if the session has a subscription of that kind, it"
                            + " is not ended",
                    WireText.of(text));
            return Optional.empty();
        }
    }

    private static List<String> texts(Stream<TopicFilter> all) {
        return all.map(TopicFilter::text).toList();
    }

    /** All that the session may be subscribed to, for the source offset, by which the next task knows of it. Any thread; the same object until it changes. */
    public List<String> held() {
        return held;
    }

    void ask(MqttConnection connection, boolean sessionPresent) {
        if (sessionPresent && connection.endpoint().equals(grantor) && bringsRetainedAgain(connection.version())) {
            giveUpFormer(connection);
        } else {
            askAgain(connection);
        }
    }

    /** Whether a repeated SUBSCRIBE would, though they are wanted for new subscriptions only. */
    private boolean bringsRetainedAgain(MqttVersion version) {
        return version == MqttVersion.V3_1_1 && retained == RetainHandling.NEW_SUBSCRIPTION;
    }

    /** Whatever was granted before: a session that the broker says it has may be a blank one. */
    void askAgain(MqttConnection connection) {
        grantor = null;
        sayWhatIsNotTaken(connection);
        asked.stream().filter(filter -> !connection.takes(filter)).findFirst().ifPresent(filter -> {
            throw new FatalException(
                    MqttError.SUBSCRIPTION_REFUSED,
                    "the topic filter " + filter.filter() + " is longer than the packets that the broker takes. "
                            + MqttError.SUBSCRIPTION_REFUSED.remedy());
        });
        asking.clear();
        asking.addAll(connection.requests(asked));
        askForNext(connection);
    }

    private void sayWhatIsNotTaken(MqttConnection connection) {
        boolean ids = asked.stream().anyMatch(filter -> filter.id().isPresent());
        if (ids && !connection.takesSubscriptionIds() && !toldOfIds) {
            toldOfIds = true;
            LOG.warn(
                    "broker {} takes no subscription identifiers: those of mqtt.subscription.<name>.id are left out, and records"
                            + " have no header mqtt.subscription.id",
                    connection.endpoint());
        }
    }

    private void askForNext(MqttConnection connection) {
        connection.subscribe(
                SUBSCRIBE_ID,
                asking.element(),
                grantedOnce && retained == RetainHandling.ALWAYS ? RetainHandling.NEW_SUBSCRIPTION : retained);
    }

    /** Whether the broker is to keep messages for them while nobody is connected. */
    boolean keeps() {
        return asked.stream().anyMatch(filter -> filter.qos() > 0);
    }

    /** Whether the broker delivers by these filters. */
    boolean granted() {
        return grantor != null;
    }

    /** @throws FatalException if a filter is refused or gets a lower QoS, with the reason */
    void answered(SubAck answer, MqttConnection connection) {
        List<RequestedFilter> part = next(asking);
        checkAnswer("SUBACK", answer.packetId(), SUBSCRIBE_ID, answer.codes(), part.size());
        for (int i = 0; i < part.size(); i++) {
            check(part.get(i), answer.codes().get(i), answer);
        }
        LOG.info(
                "subscribed to {}, granted QoS {}",
                part,
                answer.codes().stream().map(ReasonCode::value).toList());
        if (!asking.isEmpty()) {
            askForNext(connection);
            return;
        }
        grantedOnce = true;
        grantor = connection.endpoint();
        giveUpFormer(connection);
    }

    /** None if nothing was asked. */
    private static <T> List<T> next(Deque<List<T>> parts) {
        List<T> part = parts.poll();
        return part == null ? List.of() : part;
    }

    private void giveUpFormer(MqttConnection connection) {
        refused.clear();
        ending.clear();
        ending.addAll(connection.parts(former));
        giveUpNext(connection);
    }

    private void giveUpNext(MqttConnection connection) {
        List<TopicFilter> part = ending.peek();
        if (part != null) {
            connection.unsubscribe(UNSUBSCRIBE_ID, part);
        }
    }

    /**
     * A subscription that the broker does not let go goes on, and is asked to end on the next connection again: what it brings is too much, and nothing is lost.
     *
     * @throws FatalException with the reason, if with exactly once messages would come by a present filter too
     */
    void answered(UnsubAck answer, MqttConnection connection) {
        boolean old = answer.codes().isEmpty();
        List<TopicFilter> part = next(ending);
        checkAnswer("UNSUBACK", answer.packetId(), UNSUBSCRIBE_ID, answer.codes(), old ? 0 : part.size());
        for (int i = 0; i < answer.codes().size(); i++) {
            if (answer.codes().get(i).failure()) {
                refused.add(part.get(i));
                refused(part.get(i), answer.codes().get(i), answer.reasonString());
            }
        }
        if (ending.isEmpty()) {
            noteWhatIsLeft();
        } else {
            giveUpNext(connection);
        }
    }

    private void noteWhatIsLeft() {
        List<String> left = texts(Stream.concat(filters.stream(), refused.stream()));
        List<String> ended =
                held.stream().filter(filter -> !left.contains(filter)).toList();
        if (!ended.isEmpty()) {
            LOG.info("unsubscribed from {}, which mqtt.topics has no more", ended);
        }
        held = left;
    }

    private void refused(TopicFilter filter, ReasonCode code, Optional<String> reason) {
        String what = "the broker refused to end the subscription to " + filter + ": " + code + says(reason);
        if (exactlyOnce && filters.stream().anyMatch(filter::overlaps)) {
            throw new FatalException(
                    MqttError.UNSUBSCRIBE_REFUSED,
                    what + ". It overlaps mqtt.topics, and messages would come twice. "
                            + MqttError.UNSUBSCRIBE_REFUSED.remedy());
        }
        LOG.warn(MqttError.UNSUBSCRIBE_REFUSED.say(
                what + ". Its messages go on into Kafka. " + MqttError.UNSUBSCRIBE_REFUSED.remedy()));
    }

    private static void checkAnswer(String packet, int packetId, int expected, List<ReasonCode> codes, int asked) {
        if (packetId != expected || codes.size() != asked) {
            throw new FatalException(
                    MqttError.PROTOCOL_BROKEN,
                    packet + " for packet id " + packetId + " with " + codes.size() + " codes, but packet id "
                            + expected + " asked for " + asked + " filters");
        }
    }

    private static void check(RequestedFilter asked, ReasonCode code, SubAck answer) {
        if (code.failure()) {
            throw new FatalException(
                    MqttError.SUBSCRIPTION_REFUSED,
                    "the broker refused the topic filter " + asked.filter() + ": " + code + says(answer.reasonString())
                            + ". " + MqttError.SUBSCRIPTION_REFUSED.remedy());
        }
        if (code.value() < asked.qos()) {
            throw new FatalException(
                    MqttError.QOS_DOWNGRADED,
                    "the broker granted QoS " + code.value() + " for the topic filter " + asked.filter() + ", QoS "
                            + asked.qos() + " was asked for. "
                            + (asked.filter().shared()
                                    ? "Some brokers, HiveMQ CE among them, grant no more than QoS 1 to a shared subscription. "
                                    : "")
                            + MqttError.QOS_DOWNGRADED.remedy());
        }
    }

    private static String says(Optional<String> reason) {
        return reason.map(text -> ", it says: " + WireText.of(text)).orElse("");
    }
}
