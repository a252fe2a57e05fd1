package io.penstock.chaos.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The topic in which the workers tell the states of connectors and tasks, all that there were: it is compacted, but not within minutes.
 *
 * @param bootstrapServers without a proxy
 */
public record StatusTopic(String bootstrapServers, String name) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern KEY = Pattern.compile("status-(?:(connector)-(.+)|task-(.+)-(\\d+))");

    /** @param part {@code connector}, {@code task 0} and so on */
    record Seen(String connector, String part, long atMillis, String trace) {}

    /**
     * Each time that one of the connectors or a task of it has FAILED, in the order of time.
     *
     * @param since by the wall clock, from where the times count
     * @throws org.apache.kafka.common.KafkaException if it cannot be read within some seconds
     */
    List<Seen> failures(Collection<String> connectors, long since) {
        return failuresIn(records(), connectors, since);
    }

    /** Workers repeat what they could not send at first: only the first of equal states in a row counts. */
    static List<Seen> failuresIn(
            List<ConsumerRecord<String, String>> records, Collection<String> connectors, long since) {
        Map<String, String> present = new HashMap<>();
        List<Seen> failures = new ArrayList<>();
        for (ConsumerRecord<String, String> record : records) {
            Matcher key = KEY.matcher(record.key() == null ? "" : record.key());
            if (!key.matches()) {
                continue;
            }
            String value = record.value() == null ? "" : record.value();
            String before = present.put(record.key(), value);
            JsonNode status = parse(value);
            String connector = key.group(1) == null ? key.group(3) : key.group(2);
            String part = key.group(1) == null ? "task " + key.group(4) : "connector";
            if (status.path("state").asText().equals("FAILED")
                    && !value.equals(before)
                    && connectors.contains(connector)) {
                failures.add(new Seen(
                        connector,
                        part,
                        record.timestamp() - since,
                        status.path("trace").asText()));
            }
        }
        failures.sort(Comparator.comparingLong(Seen::atMillis));
        return failures;
    }

    private List<ConsumerRecord<String, String>> records() {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", (int) PATIENCE.toMillis());
        try (Consumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(partition -> new TopicPartition(name, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            long begun = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new TimeoutException(name + " was not read to its end within " + PATIENCE);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    private static JsonNode parse(String value) {
        try {
            return JSON.readTree(value.isEmpty() ? "{}" : value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status is not JSON: " + value, e);
        }
    }
}
