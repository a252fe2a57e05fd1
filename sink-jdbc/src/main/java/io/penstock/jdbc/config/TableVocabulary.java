package io.penstock.jdbc.config;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.common.template.PatternGroups;
import io.penstock.common.template.RecordVocabulary;
import io.penstock.common.template.Renderer;
import io.penstock.common.template.Vocabulary;
import io.penstock.jdbc.error.JdbcError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** The variables that every sink knows, and what groups of a pattern capture of the topic. */
final class TableVocabulary implements Vocabulary<SinkRecord> {

    static final String GROUP = "topic.";

    /** What a name is read from that a tombstone does not have. */
    static final String VALUE = "value.";

    private final RecordVocabulary common = new RecordVocabulary();
    private final Optional<Pattern> topics;

    TableVocabulary(Optional<Pattern> topics) {
        this.topics = topics;
    }

    @Override
    public List<String> known() {
        List<String> known = new ArrayList<>(common.known());
        known.add(1, "topic.<group>");
        return known;
    }

    @Override
    public Optional<Renderer<SinkRecord>> find(String name, List<String> arguments) {
        if (!name.startsWith(GROUP)) {
            return common.find(name, arguments);
        }
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException("${" + name + "} takes no arguments");
        }
        String group = name.substring(GROUP.length());
        // Whether the pattern has it is checked with the two keys together.
        Pattern pattern = topics.orElse(Pattern.compile(""));
        return Optional.of((record, out) -> out.append(captured(pattern, group, record)));
    }

    /** @throws IllegalArgumentException when the pattern has no such group */
    static void check(Pattern pattern, String group) {
        if (isNumber(group)) {
            int count = pattern.matcher("").groupCount();
            if (group.length() > 3 || Integer.parseInt(group) > count) {
                throw new IllegalArgumentException("${topic." + group + "}: the pattern has " + count + " group(s)");
            }
        } else if (!PatternGroups.has(pattern, group)) {
            throw new IllegalArgumentException("${topic." + group + "}: the pattern has no group of this name");
        }
    }

    private static String captured(Pattern pattern, String group, SinkRecord record) {
        Matcher matcher = pattern.matcher(record.topic());
        String captured = matcher.matches() ? text(matcher, group) : null;
        if (captured == null) {
            throw new RecordException(
                    JdbcError.NAME_UNUSABLE,
                    "table.name.topic.pattern captures no ${topic." + group + "} of the topic of the record at "
                            + RecordCoordinates.of(record)
                            + ". Correct the pattern, or name the topic's table in table.name.map.");
        }
        return captured;
    }

    private static @Nullable String text(Matcher matcher, String group) {
        return isNumber(group) ? matcher.group(Integer.parseInt(group)) : matcher.group(group);
    }

    private static boolean isNumber(String group) {
        return !group.isEmpty() && group.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
