package io.penstock.bench.core;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/** Records as a sink gets them from the JSON converter: vehicle positions, one vehicle in a hundred each second. */
final class SinkRecords {

    static final String TOPIC = "vehicle-positions";
    private static final long START = 1_700_000_000_000L;

    private SinkRecords() {}

    /** Offsets 0 to {@code count - 1} of partition 3. */
    static List<SinkRecord> batch(int count) {
        return IntStream.range(0, count).mapToObj(SinkRecords::record).toList();
    }

    private static SinkRecord record(int offset) {
        int vehicle = 1000 + offset % 100;
        Map<String, Object> position = Map.of(
                "veh",
                (long) vehicle,
                "spd",
                offset % 17 + 0.25,
                "lat",
                60.17 + offset % 100 / 1000.0,
                "long",
                24.94,
                "route",
                "2550",
                "stop",
                1_000_000L + offset % 400);
        return new SinkRecord(
                TOPIC,
                3,
                Schema.STRING_SCHEMA,
                Integer.toString(vehicle),
                null,
                Map.of("VP", position),
                offset,
                START + offset * 10L,
                TimestampType.CREATE_TIME);
    }
}
