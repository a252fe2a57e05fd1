package io.penstock.mqtt.mapping;

import java.util.regex.Pattern;

/** Tells whether a topic matches a filter (section 4.7 of MQTT 5). Looked at with each message: it copies nothing. */
public final class TopicMatcher {
    private static final Pattern SEPARATOR = Pattern.compile("/");
    private static final String ONE = "+";
    private static final String ALL = "#";

    private final String filter;
    private final String[] levels;
    private final boolean beginsWithWildcard;

    /** @param filter a legal one, without {@code $share/<group>/} */
    public TopicMatcher(String filter) {
        this.filter = filter;
        this.levels = SEPARATOR.split(filter, -1);
        this.beginsWithWildcard = levels[0].equals(ONE) || levels[0].equals(ALL);
    }

    public boolean matches(String topic) {
        if (beginsWithWildcard && topic.startsWith("$")) {
            return false; // [MQTT-4.7.2-1]
        }
        int at = 0; // of the level; beyond the topic's end when there is none any more
        for (String level : levels) {
            if (level.equals(ALL)) {
                return true; // the level above it too: "a/#" matches "a" (section 4.7.1.2)
            }
            if (at > topic.length()) {
                return false;
            }
            int slash = topic.indexOf('/', at);
            int end = slash < 0 ? topic.length() : slash;
            boolean same = level.equals(ONE) || (end - at == level.length() && topic.startsWith(level, at));
            if (!same) {
                return false;
            }
            at = end + 1;
        }
        return at > topic.length();
    }

    @Override
    public String toString() {
        return filter;
    }
}
