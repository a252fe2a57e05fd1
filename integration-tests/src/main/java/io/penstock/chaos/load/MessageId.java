package io.penstock.chaos.load;

/**
 * Names a message for ever.
 *
 * @param publisher from 0
 * @param sequence from 0, without gaps for each publisher
 */
public record MessageId(int publisher, long sequence) implements Comparable<MessageId> {

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
