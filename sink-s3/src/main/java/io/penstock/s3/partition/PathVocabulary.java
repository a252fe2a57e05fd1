package io.penstock.s3.partition;

import io.penstock.common.record.FieldPath;
import io.penstock.common.template.Renderer;
import io.penstock.common.template.Vocabulary;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The variables of {@code path.template}. Each is safe in a key: a slash in a value begins no new segment. What it finds is
 * confined to one thread.
 */
public final class PathVocabulary implements Vocabulary<PathRecord> {

    private static final List<String> KNOWN = List.of(
            "topic",
            "source.topic",
            "partition",
            "key",
            "key.<field>",
            "value.<field>",
            "header.<name>",
            "timestamp|<pattern>|<zone>",
            "wallclock|<pattern>|<zone>",
            "schema.name",
            "schema.version");

    private static final RecordMoment WALL_CLOCK = new RecordMoment.WallClock();

    @Override
    public List<String> known() {
        return KNOWN;
    }

    @Override
    public Optional<Renderer<PathRecord>> find(String name, List<String> arguments) {
        if (name.equals("timestamp")) {
            return Optional.of(moment(name, arguments, PathRecord::moment));
        }
        if (name.equals("wallclock")) {
            return Optional.of(moment(name, arguments, in -> WALL_CLOCK));
        }
        Optional<Function<PathRecord, String>> reader = reader(name);
        if (reader.isPresent() && !arguments.isEmpty()) {
            throw new IllegalArgumentException("${" + name + "} takes no arguments");
        }
        return reader.map(read -> (in, out) -> out.append(read.apply(in)));
    }

    private static Optional<Function<PathRecord, String>> reader(String name) {
        return switch (name) {
            case "topic" -> Optional.of(in -> KeySegment.ofValue(in.record().topic(), in.nullName()));
            case "source.topic" ->
                Optional.of(in -> KeySegment.ofValue(in.record().originalTopic(), in.nullName()));
            case "partition" -> Optional.of(in -> Integer.toString(in.record().originalKafkaPartition()));
            case "key" ->
                Optional.of(in -> raw(name, in.record().key(), in.record().keySchema(), in));
            case "schema.name" ->
                Optional.of(in -> {
                    Schema schema = in.record().valueSchema();
                    return text(name, schema == null ? null : schema.name(), null, in);
                });
            case "schema.version" ->
                Optional.of(in -> {
                    Schema schema = in.record().valueSchema();
                    return text(name, schema == null ? null : schema.version(), null, in);
                });
            default -> within(name);
        };
    }

    private static Optional<Function<PathRecord, String>> within(String name) {
        if (name.startsWith("key.")) {
            return Optional.of(
                    field(RecordField.ofKey("${" + name + "}", FieldPath.parse(name.substring("key.".length())))));
        }
        if (name.startsWith("value.")) {
            return Optional.of(
                    field(RecordField.ofValue("${" + name + "}", FieldPath.parse(name.substring("value.".length())))));
        }
        if (name.startsWith("header.") && name.length() > "header.".length()) {
            String header = name.substring("header.".length());
            return Optional.of(in -> {
                Header last = in.record().headers().lastWithName(header);
                return last == null ? in.nullName() : raw(name, last.value(), last.schema(), in);
            });
        }
        return Optional.empty();
    }

    private static Function<PathRecord, String> field(RecordField field) {
        return in -> ValueText.at(field, in.record(), in.nullName());
    }

    private static String text(String name, @Nullable Object value, @Nullable Schema schema, PathRecord in) {
        return ValueText.of(value, schema, "${" + name + "}", in.record(), in.nullName());
    }

    /** What ByteArrayConverter gives of a key or a header, of which it knows no more, is a text here. */
    private static String raw(String name, @Nullable Object value, @Nullable Schema schema, PathRecord in) {
        return value instanceof byte[] bytes
                ? ValueText.ofUtf8(bytes, "${" + name + "}", in.record(), in.nullName())
                : text(name, value, schema, in);
    }

    private static Renderer<PathRecord> moment(
            String name, List<String> arguments, Function<PathRecord, RecordMoment> moment) {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new IllegalArgumentException(
                    "${" + name + "} needs a pattern and may have a zone, as in ${" + name + "|yyyy-MM-dd|UTC}");
        }
        try {
            ZoneId zone = ZoneId.of(arguments.size() == 2 ? arguments.get(1).trim() : "UTC");
            PathFormat format = PathFormat.parse(arguments.get(0));
            PathFormat.Moments moments = format.in(zone, Locale.ENGLISH, Optional.empty());
            return (in, out) -> {
                Long millis = moment.apply(in).of(in.record(), in.clock());
                out.append(millis == null ? format.ofNone(in.nullName()) : moments.of(millis, in.record()));
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "${" + name + "|" + String.join("|", arguments) + "} cannot be used: " + e.getMessage(), e);
        }
    }
}
