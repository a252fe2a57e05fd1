package io.penstock.chaos.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a load has sent, and what became of it.
 *
 * @param sent for each publisher, how many messages it has tried to send: those with the sequences below
 * @param acknowledged what the other side has taken over, and may no longer lose
 * @param repeated what the publisher itself has sent again as a new message, since its client gave it up: it may be there twice, and in
 *     another order. What a client repeats by its protocol is not among them.
 * @param unclaimed what the MQTT broker took over although nobody had subscribed, as it said; also among the acknowledged ones
 */
public record Receipts(
        Map<Integer, Long> sent, Set<MessageId> acknowledged, Set<MessageId> repeated, Set<MessageId> unclaimed) {

    public Receipts {
        sent = Map.copyOf(sent);
        acknowledged = Set.copyOf(acknowledged);
        repeated = Set.copyOf(repeated);
        unclaimed = Set.copyOf(unclaimed);
    }

    /** Of the messages that are published at this QoS. */
    public Receipts of(int qos) {
        Map<Integer, Long> sentSo = new HashMap<>(sent);
        sentSo.keySet().removeIf(publisher -> MessageId.qos(publisher) != qos);
        return new Receipts(sentSo, of(qos, acknowledged), of(qos, repeated), of(qos, unclaimed));
    }

    private static Set<MessageId> of(int qos, Set<MessageId> ids) {
        return ids.stream().filter(id -> id.qos() == qos).collect(Collectors.toSet());
    }

    /** Whether anybody ever sent such a message. */
    public boolean wasSent(MessageId id) {
        return id.sequence() >= 0 && id.sequence() < sent.getOrDefault(id.publisher(), 0L);
    }
}
