package io.penstock.common.template;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.common.record.RecordCoordinates;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * The variables that every sink knows. {@code topic} is the topic after transforms, since users rename it for just this
 * purpose; {@code partition} and {@code offset} are the original ones.
 */
public final class RecordVocabulary implements Vocabulary<SinkRecord> {

    private static final List<String> KNOWN = List.of(
            "topic",
            "partition",
            "offset",
            "key",
            "key.<field>",
            "value.<field>",
            "header.<name>",
            "timestamp|<pattern>|<zone>");

    @Override
    public List<String> known() {
        return KNOWN;
    }

    @Override
    public Optional<Renderer<SinkRecord>> find(String name, List<String> arguments) {
        if (name.equals("timestamp")) {
            return Optional.of(timestamp(arguments));
        }
        Optional<Function<SinkRecord, @Nullable Object>> reader = reader(name);
        if (reader.isPresent() && !arguments.isEmpty()) {
            throw new IllegalArgumentException("${" + name + "} takes no arguments");
        }
        return reader.map(read -> (record, out) -> out.append(text(name, read.apply(record), record)));
    }

    private static Optional<Function<SinkRecord, @Nullable Object>> reader(String name) {
        return switch (name) {
            case "topic" -> Optional.of(SinkRecord::topic);
            case "partition" -> Optional.of(SinkRecord::originalKafkaPartition);
            case "offset" -> Optional.of(SinkRecord::originalKafkaOffset);
            case "key" -> Optional.of(record -> printable(record.key(), record.keySchema(), null));
            default -> pathReader(name);
        };
    }

    private static Optional<Function<SinkRecord, @Nullable Object>> pathReader(String name) {
        if (name.startsWith("key.")) {
            FieldPath path = FieldPath.parse(name.substring("key.".length()));
            return Optional.of(record -> printable(path.get(record.key()), record.keySchema(), path));
        }
        if (name.startsWith("value.")) {
            FieldPath path = FieldPath.parse(name.substring("value.".length()));
            return Optional.of(record -> printable(path.get(record.value()), record.valueSchema(), path));
        }
        if (name.startsWith("header.") && name.length() > "header.".length()) {
            String header = name.substring("header.".length());
            return Optional.of(record -> {
                Header last = record.headers().lastWithName(header);
                return last == null ? null : printable(last.value(), last.schema(), null);
            });
        }
        return Optional.empty();
    }

    private static Renderer<SinkRecord> timestamp(List<String> arguments) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new IllegalArgumentException(
                    "${timestamp} needs a pattern, for example ${timestamp|yyyy-MM-dd} or ${timestamp|yyyy-MM-dd|Europe/Helsinki}");
        }
        DateTimeFormatter format;
        try {
            ZoneId zone = ZoneId.of(arguments.size() == 2 ? arguments.get(1).trim() : "UTC");
            // Not the JVM's locale: two workers must give one record one name.
            format = TimePattern.formatter(arguments.get(0), Locale.ENGLISH).withZone(zone);
            format.formatTo(Instant.EPOCH, new StringBuilder());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "${timestamp|" + String.join("|", arguments) + "}: " + e.getMessage(), e);
        }
        return (record, out) -> {
            Long millis = record.timestamp();
            if (millis == null) {
                throw missing("timestamp", record);
            }
            format.formatTo(Instant.ofEpochMilli(millis), out);
        };
    }

    /** Gives a logical type one text, whatever the JVM's zone is. */
    private static @Nullable Object printable(
            @Nullable Object value, @Nullable Schema schemaOfWhole, @Nullable FieldPath path) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof java.util.Date date) {
            Schema schema = schemaOfWhole == null || path == null ? schemaOfWhole : path.schemaIn(schemaOfWhole);
            String type = schema == null || schema.name() == null ? Timestamp.LOGICAL_NAME : schema.name();
            OffsetDateTime moment = date.toInstant().atOffset(ZoneOffset.UTC);
            return switch (type) {
                case Date.LOGICAL_NAME -> moment.toLocalDate();
                case Time.LOGICAL_NAME -> moment.toLocalTime();
                default -> moment.toInstant();
            };
        }
        return value;
    }

    private static String text(String name, @Nullable Object value, SinkRecord record) {
        if (value == null) {
            throw missing(name, record);
        }
        if (value instanceof Struct
                || value instanceof Map
                || value instanceof Collection
                || value instanceof byte[]
                || value instanceof ByteBuffer) {
            throw new RecordException(
                    CommonError.TEMPLATE_VALUE_MISSING,
                    "${" + name + "} is not a single printable value at " + RecordCoordinates.of(record));
        }
        return value.toString();
    }

    private static RecordException missing(String name, SinkRecord record) {
        return new RecordException(
                CommonError.TEMPLATE_VALUE_MISSING,
                "${" + name + "} is null or absent at " + RecordCoordinates.of(record));
    }
}
