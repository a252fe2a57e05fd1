package io.penstock.mqtt.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Filters as they go into one SUBSCRIBE or UNSUBSCRIBE each. Pure. */
final class FilterParts {
    /** AWS IoT takes no more in a SUBSCRIBE, and hangs up without a word. */
    private static final int MOST = 8;

    /** Fixed header with the longest length, packet identifier, length of the properties. */
    private static final int HEADER_BYTES = 8;

    /** The length before a filter, the options behind it. */
    private static final int FILTER_BYTES = 3;

    private FilterParts() {}

    /**
     * @param filter of what is to be parted
     * @param maxPacketBytes of the broker [MQTT-3.2.2-15]; a filter that does not fit stands alone
     * @return in order; empty if there are no filters
     */
    static <T> List<List<T>> of(List<T> filters, Function<T, TopicFilter> filter, long maxPacketBytes) {
        List<List<T>> parts = new ArrayList<>();
        int from = 0;
        while (from < filters.size()) {
            int to = from + 1;
            long bytes = HEADER_BYTES + bytes(filter.apply(filters.get(from)));
            while (to < filters.size() && to - from < MOST) {
                bytes += bytes(filter.apply(filters.get(to)));
                if (bytes > maxPacketBytes) {
                    break;
                }
                to++;
            }
            parts.add(filters.subList(from, to));
            from = to;
        }
        return parts;
    }

    /** Whether a packet with that filter alone is not too large. */
    static boolean fits(TopicFilter filter, long maxPacketBytes) {
        return HEADER_BYTES + bytes(filter) <= maxPacketBytes;
    }

    private static long bytes(TopicFilter filter) {
        return (long) FILTER_BYTES + filter.text().getBytes(StandardCharsets.UTF_8).length;
    }
}
