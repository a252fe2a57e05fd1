package io.penstock.s3.partition;

import io.penstock.common.template.Template;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the keys that {@code file.name.template} has made for one topic: which partition a file is of, where it begins and in which
 * generation. Immutable.
 */
public final class KeyPattern {

    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";
    private static final String GENERATION = "generation";
    private static final String EXTENSION = "extension";
    private static final String DISTINCTION = "distinction";
    private static final String TOPICS_DIR = "topics.dir";
    private static final String TOPIC = "topic";
    private static final String SOURCE_TOPIC = "source.topic";

    private final String prefix;
    private final Pattern pattern;
    private final Pattern ofAnyTopic;

    /**
     * @param generation how often the offsets had been reset
     * @param distinct whether it bears what tells files of at-least-once delivery apart, which no commit record lists
     */
    public record Read(int partition, long firstOffset, int generation, boolean distinct, String extension) {}

    private KeyPattern(String prefix, Pattern pattern, Pattern ofAnyTopic) {
        this.prefix = prefix;
        this.pattern = pattern;
        this.ofAnyTopic = ofAnyTopic;
    }

    /**
     * @param topic whose files are looked for: as it stands in their keys, or, where the template has <code>${source.topic}</code>, as
     *     Kafka had it; then <code>${topic}</code> may be whatever a transform has made of it
     */
    public static KeyPattern of(Template<FileStart> template, String topicsDir, String topic) {
        StringBuilder prefix = new StringBuilder();
        StringBuilder pattern = new StringBuilder();
        StringBuilder any = new StringBuilder();
        boolean renamed =
                template.variables().stream().anyMatch(name -> name.trim().equals(SOURCE_TOPIC));
        boolean known = true;
        String text = template.toString();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf("${", at);
            String literal = open < 0 ? text.substring(at) : text.substring(at, open);
            pattern.append(Pattern.quote(literal));
            any.append(Pattern.quote(literal));
            prefix.append(known ? literal : "");
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            String variable = text.substring(open + 2, close).trim();
            Optional<String> constant = constant(variable, topicsDir, topic, renamed);
            known = known && constant.isPresent();
            prefix.append(known ? constant.get() : "");
            pattern.append(constant.map(Pattern::quote).orElseGet(() -> group(variable, pattern)));
            any.append(variable.equals(TOPICS_DIR) ? Pattern.quote(topicsDir) : group(variable, any));
            at = close + 1;
        }
        return new KeyPattern(prefix.toString(), Pattern.compile(pattern.toString()), Pattern.compile(any.toString()));
    }

    private static Optional<String> constant(String variable, String topicsDir, String topic, boolean renamed) {
        return switch (variable) {
            case TOPICS_DIR -> Optional.of(topicsDir);
            case SOURCE_TOPIC -> Optional.of(topic);
            case TOPIC -> renamed ? Optional.empty() : Optional.of(topic);
            default -> Optional.empty();
        };
    }

    private static String group(String variable, CharSequence before) {
        return switch (variable) {
            case "partition" -> once(PARTITION, "\\d+", before);
            case "start.offset" ->
                once(OFFSET, "\\d{20}", before) + "(?:-g" + once(GENERATION, "\\d+", before) + ")?(?:-"
                        + once(DISTINCTION, "[0-9a-f]{16}", before) + ")?";
            case TOPIC -> same("topic", before);
            case SOURCE_TOPIC -> same("source", before);
            case "extension" -> once(EXTENSION, "\\.[A-Za-z0-9._-]+", before);
            default -> ".*"; // paths and moments, which may hold anything
        };
    }

    /** A topic, which is the same wherever it stands. */
    private static String same(String name, CharSequence before) {
        return before.toString().contains("(?<" + name + ">") ? "\\k<" + name + ">" : "(?<" + name + ">[^/]*)";
    }

    private static String once(String name, String what, CharSequence before) {
        return before.toString().contains("(?<" + name + ">") ? "(?:" + what + ")" : "(?<" + name + ">" + what + ")";
    }

    /** What all such keys begin with. */
    public String prefix() {
        return prefix;
    }

    /** @return empty for a key that was not made so */
    public Optional<Read> read(String key) {
        Matcher matcher = pattern.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String generation = matcher.group(GENERATION);
        try {
            return Optional.of(new Read(
                    Integer.parseInt(matcher.group(PARTITION)),
                    Long.parseLong(matcher.group(OFFSET)),
                    generation == null ? 0 : Integer.parseInt(generation),
                    matcher.group(DISTINCTION) != null,
                    extension(matcher)));
        } catch (NumberFormatException e) {
            return Optional.empty(); // digits that no sink has written
        }
    }

    /** Whether the template makes such a key, of whichever topic. */
    public boolean isMade(String key) {
        return ofAnyTopic.matcher(key).matches();
    }

    private String extension(Matcher matcher) {
        return pattern.pattern().contains("(?<" + EXTENSION + ">") ? matcher.group(EXTENSION) : "";
    }
}
