package io.penstock.it;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How what a target holds differs from what it should hold.
 *
 * @param missing what it lacks
 * @param surplus what it holds more often than it should, or should not hold at all
 * @param expected how many it should hold
 */
record Reconciliation<T>(List<T> missing, List<T> surplus, int expected) {

    private static final int SHOWN = 20;

    static <T> Reconciliation<T> of(Collection<T> expected, Collection<T> found) {
        Map<T, Long> due = count(expected);
        Map<T, Long> there = count(found);
        return new Reconciliation<>(excess(due, there), excess(there, due), expected.size());
    }

    boolean exact() {
        return missing.isEmpty() && surplus.isEmpty();
    }

    private static <T> Map<T, Long> count(Collection<T> items) {
        return items.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static <T> List<T> excess(Map<T, Long> more, Map<T, Long> less) {
        return more.entrySet().stream()
                .filter(entry -> entry.getValue() > less.getOrDefault(entry.getKey(), 0L))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String toString() {
        return "of " + expected + " expected, missing " + shown(missing) + ", surplus " + shown(surplus);
    }

    private static String shown(List<?> items) {
        return items.size() + (items.size() > SHOWN ? " " + items.subList(0, SHOWN) + " …" : " " + items);
    }
}
