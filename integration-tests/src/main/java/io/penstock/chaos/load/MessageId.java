package io.penstock.chaos.load;

/**
 * Names a message for ever.
 *
 * @param publisher from 0
 * @param sequence from 0, without gaps for each publisher
 */
public record MessageId(int publisher, long sequence) implements Comparable<MessageId> {

    private static final int QOS_1_PUBLISHERS = 2;

    /** At which its publisher sends over MQTT: 1 or 2. */
    public int qos() {
        return qos(publisher);
    }

    /** As {@link #qos()}. */
    public static int qos(int publisher) {
        return publisher < QOS_1_PUBLISHERS ? 1 : 2;
    }

    @Override
    public int compareTo(MessageId other) {
        int order = Integer.compare(publisher, other.publisher);
        return order == 0 ? Long.compare(sequence, other.sequence) : order;
    }

    /** {@code p3/17}. */
    @Override
    public String toString() {
        return "p" + publisher + "/" + sequence;
    }
}
