package io.penstock.quickstart.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Sums the end offsets of the topics; they begin at zero, since each run has a broker of its own. Thread-safe. */
final class KafkaProbe {

    private final Admin admin;
    private final List<TopicPartition> records;
    private final List<TopicPartition> deadLetters;
    private volatile long recordCount;
    private volatile long deadLetterCount;

    /** @param admin not closed here */
    KafkaProbe(Admin admin, List<TopicPartition> records, List<TopicPartition> deadLetters) {
        this.admin = admin;
        this.records = List.copyOf(records);
        this.deadLetters = List.copyOf(deadLetters);
    }

    void sample() throws InterruptedException, ExecutionException {
        List<TopicPartition> all = new ArrayList<>(records);
        all.addAll(deadLetters);
        Map<TopicPartition, OffsetSpec> asked =
                all.stream().collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends =
                admin.listOffsets(asked).all().get();
        recordCount = sum(ends, records);
        deadLetterCount = sum(ends, deadLetters);
    }

    long records() {
        return recordCount;
    }

    long deadLetters() {
        return deadLetterCount;
    }

    private static long sum(
            Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends, List<TopicPartition> partitions) {
        return partitions.stream()
                .map(ends::get)
                .mapToLong(end -> end == null ? 0 : end.offset())
                .sum();
    }
}
