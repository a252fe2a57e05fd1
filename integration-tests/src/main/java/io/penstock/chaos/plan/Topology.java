package io.penstock.chaos.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names of all that a run consists of, and that a fault may hit.
 *
 * @param brokers 1 or 3
 * @param workers that run from the start, 2 or 3; there is one more slot, for a worker that comes and goes
 */
public record Topology(Profile profile, int brokers, int workers) {

    public static final String POSTGRES = "postgres";
    public static final String STORE = "store";
    public static final String MQTT = "mqtt";
    public static final String PUBLISHER = "publisher";

    public static final String SOURCE = "mqtt-source";
    public static final String INSERT_SINK = "jdbc-insert";
    public static final String UPSERT_SINK = "jdbc-upsert";
    public static final String PLAIN_SINK = "s3-plain";
    public static final String TIMED_SINK = "s3-timed";

    public Topology {
        if (brokers != 1 && brokers != 3) {
            throw new IllegalArgumentException("brokers must be 1 or 3, not " + brokers);
        }
        if (workers < 2 || workers > 3) {
            throw new IllegalArgumentException("workers must be 2 or 3, not " + workers);
        }
    }

    /** {@code kafka-1} and so on. */
    public List<String> brokerNames() {
        return numbered("kafka-", brokers);
    }

    /** {@code worker-1} and so on, without the spare one. */
    public List<String> workerNames() {
        return numbered("worker-", workers);
    }

    /** The worker that is added and removed. */
    public String spareWorker() {
        return "worker-" + (workers + 1);
    }

    /** The spare one included. */
    public List<String> workerSlots() {
        return numbered("worker-", workers + 1);
    }

    /** Database, store and MQTT broker, as far as the profile has them. */
    public List<String> targets() {
        List<String> names = new ArrayList<>();
        if (profile.hasMqtt()) {
            names.add(MQTT);
        }
        if (profile.hasJdbc()) {
            names.add(POSTGRES);
        }
        if (profile.hasStore()) {
            names.add(STORE);
        }
        return List.copyOf(names);
    }

    /** A proxy for each pair: {@code worker-1>postgres}, {@code worker-2>kafka-3}, {@code publisher>mqtt}. */
    public List<String> links() {
        List<String> names = new ArrayList<>();
        for (String worker : workerSlots()) {
            for (String broker : brokerNames()) {
                names.add(link(worker, broker));
            }
            for (String target : targets()) {
                names.add(link(worker, target));
            }
        }
        if (profile.hasMqtt()) {
            names.add(link(PUBLISHER, MQTT));
        }
        return List.copyOf(names);
    }

    /** Which of the {@link #targets()} a connector talks to. */
    static String serviceOf(String connector) {
        return switch (connector) {
            case SOURCE -> MQTT;
            case INSERT_SINK, UPSERT_SINK -> POSTGRES;
            case PLAIN_SINK, TIMED_SINK -> STORE;
            default -> throw new IllegalArgumentException("no connector " + connector);
        };
    }

    public static String link(String from, String to) {
        return from + ">" + to;
    }

    private static List<String> numbered(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }
}
