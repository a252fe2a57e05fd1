package io.penstock.jdbc.config;

import io.penstock.common.template.RecordVocabulary;
import io.penstock.common.template.Template;
import io.penstock.jdbc.schema.TableId;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * How records find their table. One dot in the format itself parts schema and table; a dot that a variable brings in, as in
 * the topic {@code shop.public.orders}, is part of a name.
 */
public record TableNaming(Optional<Template<SinkRecord>> schema, Template<SinkRecord> table) {

    /** @throws IllegalArgumentException that says what is wrong with the format */
    public static TableNaming parse(String format) {
        int dot = dotOutsideVariables(format, 0);
        if (dot < 0) {
            return new TableNaming(Optional.empty(), part(format));
        }
        if (dotOutsideVariables(format, dot + 1) >= 0) {
            throw new IllegalArgumentException(
                    "it has more than one dot outside ${…}; at most schema.table can be told apart");
        }
        return new TableNaming(Optional.of(part(format.substring(0, dot))), part(format.substring(dot + 1)));
    }

    /** Whether the topic alone decides, so that a table can be looked up by it. */
    public boolean byTopicOnly() {
        return topicOnly(table) && schema.map(TableNaming::topicOnly).orElse(true);
    }

    /** @throws io.penstock.common.error.RecordException when the record lacks a value that the name needs */
    public TableId render(SinkRecord record) {
        return new TableId(schema.map(template -> template.render(record)), table.render(record));
    }

    private static boolean topicOnly(Template<SinkRecord> template) {
        return template.variables().stream().allMatch("topic"::equals);
    }

    private static Template<SinkRecord> part(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("nothing stands before or after the dot");
        }
        return Template.parse(text, new RecordVocabulary());
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
