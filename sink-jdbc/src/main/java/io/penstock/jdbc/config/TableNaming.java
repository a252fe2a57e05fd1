package io.penstock.jdbc.config;

import io.penstock.common.template.Template;
import io.penstock.jdbc.schema.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * How records find their table. One dot in the format itself parts schema and table; a dot that a variable brings in, as in
 * the topic {@code shop.public.orders}, is part of a name.
 *
 * @param topics what of the topic the format's groups capture
 * @param byTopic the tables of single topics, which do not follow the format
 */
public record TableNaming(
        Optional<Pattern> topics,
        Optional<Template<SinkRecord>> schema,
        Template<SinkRecord> table,
        Map<String, TableId> byTopic) {

    public TableNaming {
        byTopic = Map.copyOf(byTopic);
    }

    /** @throws IllegalArgumentException that says what is wrong with the format */
    public static TableNaming parse(String format) {
        return parse(format, Optional.empty());
    }

    static TableNaming parse(String format, Optional<Pattern> topics) {
        int dot = dotOutsideVariables(format, 0);
        if (dot < 0) {
            return new TableNaming(topics, Optional.empty(), part(format, topics), Map.of());
        }
        if (dotOutsideVariables(format, dot + 1) >= 0) {
            throw new IllegalArgumentException(
                    "it has more than one dot outside ${…}; at most schema.table can be told apart");
        }
        return new TableNaming(
                topics,
                Optional.of(part(format.substring(0, dot), topics)),
                part(format.substring(dot + 1), topics),
                Map.of());
    }

    TableNaming with(Map<String, TableId> tables) {
        return new TableNaming(topics, schema, table, tables);
    }

    /** Whether the topic alone decides, so that a table can be looked up by it. */
    public boolean byTopicOnly(String topic) {
        return byTopic.containsKey(topic)
                || variables().allMatch(variable -> variable.equals("topic") || isGroup(variable));
    }

    /** Whether a record without a value has no table. */
    public boolean readsValue(String topic) {
        return !byTopic.containsKey(topic)
                && variables().anyMatch(variable -> variable.startsWith(TableVocabulary.VALUE));
    }

    /** @throws io.penstock.common.error.RecordException when the record lacks a value that the name needs */
    public TableId render(SinkRecord record) {
        TableId named = byTopic.get(record.topic());
        return named == null
                ? new TableId(schema.map(template -> template.render(record)), table.render(record))
                : named;
    }

    boolean usesGroups() {
        return variables().anyMatch(TableNaming::isGroup);
    }

    /** @throws IllegalArgumentException when the pattern does not have the groups that the format names */
    void checkGroups() {
        List<String> groups = variables()
                .filter(TableNaming::isGroup)
                .map(variable -> variable.substring(TableVocabulary.GROUP.length()))
                .toList();
        if (!groups.isEmpty() && topics.isEmpty()) {
            throw new IllegalArgumentException(
                    "${topic." + groups.get(0) + "} names a group, and table.name.topic.pattern is missing");
        }
        topics.ifPresent(pattern -> groups.forEach(group -> TableVocabulary.check(pattern, group)));
    }

    private Stream<String> variables() {
        return Stream.concat(
                schema.stream().flatMap(template -> template.variables().stream()), table.variables().stream());
    }

    private static boolean isGroup(String variable) {
        return variable.startsWith(TableVocabulary.GROUP);
    }

    private static Template<SinkRecord> part(String text, Optional<Pattern> topics) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("nothing stands before or after the dot");
        }
        return Template.parse(text, new TableVocabulary(topics));
    }

    private static int dotOutsideVariables(String format, int from) {
        boolean inside = false;
        for (int i = from; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '$' && i + 1 < format.length() && format.charAt(i + 1) == '{') {
                inside = true;
            } else if (c == '}') {
                inside = false;
            } else if (c == '.' && !inside) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return schema.map(template -> template + ".").orElse("") + table;
    }
}
