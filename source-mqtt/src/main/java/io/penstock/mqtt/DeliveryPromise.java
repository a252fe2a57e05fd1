package io.penstock.mqtt;

import io.penstock.mqtt.client.RequestedFilter;
import io.penstock.mqtt.config.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What becomes of the messages of a session: a clause for each QoS at which it asks for some. For the log; pure. */
final class DeliveryPromise {
    /** Filters that a clause names. */
    private static final int NAMED = 5;

    private DeliveryPromise() {}

    static String of(List<RequestedFilter> filters, Guarantee guarantee) {
        if (guarantee instanceof Guarantee.ExactlyOnce) {
            return "exactly once of what is published at QoS 2, in transactions";
        }
        List<String> clauses = new ArrayList<>();
        for (int qos = 2; qos >= 0; qos--) {
            int wanted = qos;
            List<RequestedFilter> those =
                    filters.stream().filter(asked -> asked.qos() == wanted).toList();
            if (!those.isEmpty()) {
                clauses.add("at QoS " + qos + (those.size() == filters.size() ? "" : " " + names(those)) + " "
                        + clause(qos, those.size() == filters.size()));
            }
        }
        return String.join("; ", clauses);
    }

    private static String clause(int qos, boolean alone) {
        return switch (qos) {
            case 0 -> "best effort: the broker keeps nothing";
            case 1 ->
                "at least once: acknowledged after Kafka has the records; after a broken connection or a crash messages may come twice";
            default ->
                "at least once: acknowledged after Kafka has the records; after the end of a task messages may come twice. Exactly"
                        + " once takes exactly.once.support=required"
                        + (alone ? "" : ", QoS 2 for every filter,")
                        + " and workers with exactly.once.source.support=enabled";
        };
    }

    private static String names(List<RequestedFilter> filters) {
        String named = filters.stream()
                .limit(NAMED)
                .map(asked -> asked.filter().text())
                .collect(Collectors.joining(", "));
        return "(" + named + (filters.size() > NAMED ? " and " + (filters.size() - NAMED) + " more)" : ")");
    }
}
