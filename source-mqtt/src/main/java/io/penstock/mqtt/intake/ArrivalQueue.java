package io.penstock.mqtt.intake;

import io.penstock.mqtt.intake.Intake.Received;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has come and Connect has not been given yet, in the order of arrival. Messages of QoS 0 stand apart, each with its place among all, so that the oldest of them makes room without a search. Guarded by the intake's lock.
 */
final class ArrivalQueue {
    private final Deque<Received> acknowledged = new ArrayDeque<>();
    private final Deque<Received> droppable = new ArrayDeque<>();
    private long places;

    void add(Received received) {
        received.delivery().place = places++;
        (received.delivery().qos == 0 ? droppable : acknowledged).add(received);
    }

    boolean isEmpty() {
        return acknowledged.isEmpty() && droppable.isEmpty();
    }

    int size() {
        return acknowledged.size() + droppable.size();
    }

    /** @throws java.util.NoSuchElementException if nothing is there */
    Received remove() {
        Received other = droppable.peek();
        Received first = acknowledged.peek();
        boolean otherFirst = other != null && (first == null || other.delivery().place < first.delivery().place);
        return otherFirst ? droppable.remove() : acknowledged.remove();
    }

    /** @return the oldest of QoS 0, which is taken out; null if there is none */
    @Nullable
    Delivery dropOldest() {
        Received oldest = droppable.poll();
        return oldest == null ? null : oldest.delivery();
    }

    /** Takes out what the broker will send again: all but QoS 0. */
    @Nullable
    Delivery returnOldest() {
        Received oldest = acknowledged.poll();
        return oldest == null ? null : oldest.delivery();
    }
}
