package io.penstock.chaos.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names of all that a run consists of, and that a fault may hit.
 *
 * @param brokers 1 or 3
 * @param workers that run from the start, 2 or 3; there is one more slot, for a worker that comes and goes
 * @param transactions whether the workers let sources write in transactions, so that what is published at QoS 2 arrives exactly once
 * @param format of what {@link #PLAIN_SINK} and {@link #FIELD_SINK} write; {@link #TIMED_SINK} writes JSON lines, which get large enough for multipart uploads
 * @param mqttBroker what the sources read from; without sources {@link MqttBroker#HIVEMQ}
 */
public record Topology(
        Profile profile, int brokers, int workers, boolean transactions, ObjectFormat format, MqttBroker mqttBroker) {

    public static final String POSTGRES = "postgres";
    public static final String STORE = "store";
    public static final String MQTT = "mqtt";
    public static final String PUBLISHER = "publisher";

    /** Subscribes at QoS 1 to what is published so. */
    public static final String QOS_1_SOURCE = "mqtt-qos1";

    /** Subscribes at QoS 2 to what is published so. */
    public static final String QOS_2_SOURCE = "mqtt-qos2";

    public static final String INSERT_SINK = "jdbc-insert";
    public static final String UPSERT_SINK = "jdbc-upsert";
    public static final String PLAIN_SINK = "s3-plain";
    public static final String TIMED_SINK = "s3-timed";
    public static final String FIELD_SINK = "s3-field";

    public Topology {
        if (brokers != 1 && brokers != 3) {
            throw new IllegalArgumentException("brokers must be 1 or 3, not " + brokers);
        }
        if (workers < 2 || workers > 3) {
            throw new IllegalArgumentException("workers must be 2 or 3, not " + workers);
        }
        if (transactions && !profile.hasMqtt()) {
            throw new IllegalArgumentException("the profile " + profile + " has no source to write in transactions");
        }
        if (mqttBroker != MqttBroker.HIVEMQ && !profile.hasMqtt()) {
            throw new IllegalArgumentException("the profile " + profile + " has no source to read from " + mqttBroker);
        }
    }

    /** With HiveMQ CE. */
    public Topology(Profile profile, int brokers, int workers, boolean transactions, ObjectFormat format) {
        this(profile, brokers, workers, transactions, format, MqttBroker.HIVEMQ);
    }

    /** With JSON lines. */
    public Topology(Profile profile, int brokers, int workers, boolean transactions) {
        this(profile, brokers, workers, transactions, ObjectFormat.JSONL);
    }

    /** Without transactions. */
    public Topology(Profile profile, int brokers, int workers) {
        this(profile, brokers, workers, false);
    }

    /** As reports have it; those from before there were several formats or MQTT brokers name none. */
    @JsonCreator
    static Topology reported(
            @JsonProperty("profile") Profile profile,
            @JsonProperty("brokers") int brokers,
            @JsonProperty("workers") int workers,
            @JsonProperty("transactions") boolean transactions,
            @JsonProperty("format") @Nullable ObjectFormat format,
            @JsonProperty("mqttBroker") @Nullable MqttBroker mqttBroker) {
        return new Topology(
                profile,
                brokers,
                workers,
                transactions,
                format == null ? ObjectFormat.JSONL : format,
                mqttBroker == null ? MqttBroker.HIVEMQ : mqttBroker);
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

    /** The connector that reads what is published at this QoS. */
    public static String sourceOf(int qos) {
        return switch (qos) {
            case 1 -> QOS_1_SOURCE;
            case 2 -> QOS_2_SOURCE;
            default -> throw new IllegalArgumentException("no source reads QoS " + qos);
        };
    }

    /** Where a sink of the store writes: {@code s3-plain} to {@code chaos-plain}. */
    public static String bucketOf(String sink) {
        if (!Profile.S3.sinks().contains(sink)) {
            throw new IllegalArgumentException("no sink of the store: " + sink);
        }
        return sink.replaceFirst("s3", "chaos");
    }

    /** Which of the {@link #targets()} a connector talks to. */
    static String serviceOf(String connector) {
        return switch (connector) {
            case QOS_1_SOURCE, QOS_2_SOURCE -> MQTT;
            case INSERT_SINK, UPSERT_SINK -> POSTGRES;
            case PLAIN_SINK, TIMED_SINK, FIELD_SINK -> STORE;
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
