package io.penstock.mqtt.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** A list of values, each parsed for itself, so that every fault is reported at once. */
final class CommaList {
    private CommaList() {}

    /**
     * @param one parses one value; throws IllegalArgumentException with the reason
     * @throws IllegalArgumentException that names each faulty value and each that comes twice by its place, counted from 1; values are not repeated, they may hold credentials
     */
    static <T> List<T> parse(String text, Function<String, T> one) {
        Set<T> values = new LinkedHashSet<>();
        List<String> faults = new ArrayList<>();
        int place = 0;
        for (String part : text.split(",", -1)) {
            place++;
            if (part.isBlank()) {
                continue;
            }
            try {
                if (!values.add(one.apply(part.trim()))) {
                    faults.add("number " + place + " comes twice");
                }
            } catch (IllegalArgumentException e) {
                faults.add("number " + place + ": " + e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        if (values.isEmpty()) {
            throw new IllegalArgumentException("it names nothing");
        }
        return List.copyOf(values);
    }
}
