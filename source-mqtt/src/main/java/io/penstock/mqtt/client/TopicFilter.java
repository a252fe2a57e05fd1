package io.penstock.mqtt.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A topic filter that is legal by section 4.7, or a shared one, {@code $share/<group>/<filter>}, by section 4.8.2. */
public record TopicFilter(String text) {
    private static final int MAX_BYTES = 65_535;
    private static final String SHARED = "$share/";

    /** EMQX's: a share without the name of a group, and a subscription that no second session gets. What they bring comes under the topic without them. */
    private static final String QUEUE = "$queue/";

    private static final String EXCLUSIVE = "$exclusive/";
    private static final List<String> PREFIXES = List.of(QUEUE, EXCLUSIVE);

    private static final Pattern LEVEL_SEPARATOR = Pattern.compile("/");

    /** @throws IllegalArgumentException with the rule that is broken */
    public static TopicFilter parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a filter has at least one character [MQTT-4.7.3-1]");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a filter has no null character [MQTT-4.7.3-2]");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("a filter has at most 65535 bytes [MQTT-4.7.3-3]");
        }
        TopicFilter filter = new TopicFilter(text);
        checkWildcards(filter.plain());
        return filter;
    }

    private static String unshared(String text) {
        int end = text.indexOf('/', SHARED.length());
        String group = text.substring(SHARED.length(), end < 0 ? text.length() : end);
        if (group.isEmpty()) {
            throw new IllegalArgumentException(
                    "the share name after $share/ has at least one character [MQTT-4.8.2-1]");
        }
        if (group.contains("+") || group.contains("#")) {
            throw new IllegalArgumentException("the share name " + group + " has no + and no # [MQTT-4.8.2-2]");
        }
        if (end < 0 || end == text.length() - 1) {
            throw new IllegalArgumentException(
                    "the share name " + group + " is followed by / and a filter [MQTT-4.8.2-2]");
        }
        return text.substring(end + 1);
    }

    private static void checkWildcards(String filter) {
        String[] levels = LEVEL_SEPARATOR.split(filter, -1);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].contains("#") && (levels[i].length() > 1 || i < levels.length - 1)) {
                throw new IllegalArgumentException("# stands alone in the last level [MQTT-4.7.1-1]");
            }
            if (levels[i].contains("+") && levels[i].length() > 1) {
                throw new IllegalArgumentException("+ stands alone in its level [MQTT-4.7.1-2]");
            }
        }
    }

    /** Whether a group of sessions shares the subscription (section 4.8.2). */
    public boolean shared() {
        return text.startsWith(SHARED) || text.startsWith(QUEUE);
    }

    /** Whether EMQX gives it to one session alone. */
    public boolean exclusive() {
        return text.startsWith(EXCLUSIVE);
    }

    /** @throws IllegalArgumentException if it is no name of a group, or this filter has one */
    public TopicFilter sharedBy(String group) {
        if (shared()) {
            throw new IllegalArgumentException("the filter " + text + " has a group of its own");
        }
        return parse(SHARED + group + "/" + text);
    }

    /** Whether a topic can match both; of shared filters, what stands after the group counts. */
    public boolean overlaps(TopicFilter other) {
        String[] mine = LEVEL_SEPARATOR.split(plain(), -1);
        String[] theirs = LEVEL_SEPARATOR.split(other.plain(), -1);
        if (missesReserved(mine[0], theirs[0]) || missesReserved(theirs[0], mine[0])) {
            return false;
        }
        int shorter = Math.min(mine.length, theirs.length);
        for (int i = 0; i < shorter; i++) {
            if (mine[i].equals("#") || theirs[i].equals("#")) {
                return true;
            }
            if (!mine[i].equals(theirs[i]) && !mine[i].equals("+") && !theirs[i].equals("+")) {
                return false;
            }
        }
        // "a/#" matches "a" too (section 4.7.1.2).
        String[] longer = mine.length > theirs.length ? mine : theirs;
        return longer.length == shorter || longer[shorter].equals("#");
    }

    /** A wildcard in the first level matches no topic that begins with $ [MQTT-4.7.2-1]. */
    private static boolean missesReserved(String wildcard, String level) {
        return (wildcard.equals("#") || wildcard.equals("+")) && level.startsWith("$");
    }

    /** What topics are matched with: of a shared filter, what stands after the group; of one with a prefix of EMQX's, what stands after that. */
    public String plain() {
        if (text.startsWith(SHARED)) {
            return unshared(text);
        }
        for (String prefix : PREFIXES) {
            if (text.startsWith(prefix)) {
                return unprefixed(text, prefix);
            }
        }
        return text;
    }

    private static String unprefixed(String text, String prefix) {
        if (text.length() == prefix.length()) {
            throw new IllegalArgumentException(prefix + " is followed by a filter");
        }
        return text.substring(prefix.length());
    }

    @Override
    public String toString() {
        return text;
    }
}
