package io.penstock.common.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * One declared configuration key: its name, what it accepts, what it defaults to, and what the reference page says of it.
 * Immutable; a constant of the config record that reads it.
 *
 * @param <T> the type of its parsed value
 */
public final class Key<T> {

    private final Builder<T> declared;
    private final @Nullable String rawDefault;
    private final boolean required;

    private Key(Builder<T> declared, @Nullable String rawDefault, boolean required) {
        if (declared.doc.isBlank()) {
            throw new IllegalArgumentException("key " + declared.name + " has no description");
        }
        this.declared = new Builder<>(declared);
        this.rawDefault = rawDefault;
        this.required = required;
        if (rawDefault != null) {
            parse(rawDefault);
        }
    }

    public static Builder<String> string(String name) {
        return new Builder<>(name, ConfigDef.Type.STRING, text -> text, "a text");
    }

    public static Builder<Boolean> bool(String name) {
        return new Builder<>(name, ConfigDef.Type.BOOLEAN, Key::parseBoolean, "true or false")
                .accepting(List.of("true", "false"));
    }

    public static Builder<Integer> integer(String name, int min, int max) {
        return new Builder<>(
                name,
                ConfigDef.Type.INT,
                text -> (int) parseNumber(text, min, max),
                between(min, max == Integer.MAX_VALUE ? Long.MAX_VALUE : max));
    }

    public static Builder<Long> number(String name, long min, long max) {
        return new Builder<>(name, ConfigDef.Type.LONG, text -> parseNumber(text, min, max), between(min, max));
    }

    /** A size in bytes. */
    public static Builder<Long> bytes(String name, long min, long max) {
        return new Builder<>(
                name, ConfigDef.Type.LONG, text -> parseNumber(text, min, max), between(min, max) + " (bytes)");
    }

    /** A duration, written as whole milliseconds. */
    public static Builder<Duration> millis(String name, Duration min, Duration max) {
        return new Builder<>(
                name,
                ConfigDef.Type.LONG,
                text -> Duration.ofMillis(parseNumber(text, min.toMillis(), max.toMillis())),
                between(min.toMillis(), max.toMillis()) + " (milliseconds)");
    }

    /** A constant of an enum, written in lower case. */
    public static <E extends Enum<E>> Builder<E> oneOf(String name, Class<E> type) {
        return choice(
                name,
                Arrays.asList(type.getEnumConstants()),
                constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** One of a few values under the names that users write, in whatever case. */
    public static <V> Builder<V> choice(String name, List<V> values, Function<V, String> written) {
        List<String> accepted = values.stream().map(written).toList();
        String expectation = "one of " + String.join(", ", accepted);
        List<String> lowered =
                accepted.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        Function<String, V> parser =
                text -> values.get(indexOf(lowered, text.toLowerCase(Locale.ROOT), "it is not " + expectation));
        return new Builder<>(name, ConfigDef.Type.STRING, parser, expectation).accepting(accepted);
    }

    /** Texts parted by commas; blanks around them and empty ones are dropped. */
    public static Builder<List<String>> list(String name) {
        return new Builder<>(
                name,
                ConfigDef.Type.LIST,
                text -> Stream.of(text.split(",", -1))
                        .map(String::trim)
                        .filter(word -> !word.isEmpty())
                        .toList(),
                "a list parted by commas");
    }

    public static Builder<Secret> secret(String name) {
        return new Builder<>(name, ConfigDef.Type.PASSWORD, Secret::of, "a secret");
    }

    /**
     * @param parser throws IllegalArgumentException whose message says why the text cannot be used
     * @param expectation what is accepted, to follow "Use "
     */
    public static <T> Builder<T> parsed(String name, Function<String, T> parser, String expectation) {
        return new Builder<>(name, ConfigDef.Type.STRING, parser, expectation);
    }

    public String name() {
        return declared.name;
    }

    public ConfigDef.Type type() {
        return declared.type;
    }

    public String group() {
        return declared.group;
    }

    public String display() {
        return declared.display;
    }

    public String doc() {
        return declared.doc;
    }

    public Importance importance() {
        return declared.importance;
    }

    public boolean required() {
        return required;
    }

    /** What is accepted, as a phrase. */
    public String expectation() {
        return declared.expectation
                + declared.none.stream()
                        .map(none -> ", or " + none + " for none")
                        .collect(Collectors.joining());
    }

    /** The values to choose from; empty where there are too many to list. */
    public List<String> accepted() {
        return declared.accepted;
    }

    /** The default as a user would write it; null for a required or an optional key. */
    public @Nullable String rawDefault() {
        return rawDefault;
    }

    /** Whether the text says what leaving the key out says: that it has no value. */
    public boolean isNone(String text) {
        String meant = meant(text);
        return meant.isEmpty() || declared.none.contains(meant);
    }

    /** What was written, without the blanks around it where they cannot be meant. */
    String meant(String written) {
        return declared.verbatim || secret() ? written : written.trim();
    }

    boolean secret() {
        return declared.type == ConfigDef.Type.PASSWORD;
    }

    /** Whether a message may repeat a faulty value. */
    boolean quotable() {
        return !secret() && !declared.unquoted;
    }

    /** @throws IllegalArgumentException whose message says why the text cannot be used */
    T parse(String text) {
        return Objects.requireNonNull(declared.parser.apply(text));
    }

    private static String between(long min, long max) {
        if (max == Long.MAX_VALUE) {
            return "a whole number of at least " + min;
        }
        return "a whole number from " + min + " to " + max;
    }

    private static long parseNumber(String text, long min, long max) {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is not a whole number", e);
        }
        if (number < min || number > max) {
            throw new IllegalArgumentException("it is not " + between(min, max));
        }
        return number;
    }

    private static boolean parseBoolean(String text) {
        return indexOf(List.of("false", "true"), text.toLowerCase(Locale.ROOT), "it is neither true nor false") == 1;
    }

    private static int indexOf(List<String> accepted, String text, String why) {
        int index = accepted.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException(why);
        }
        return index;
    }

    /** The same under another name and without a default, for one of several things that each may have their own. */
    public Key<T> as(String name) {
        return new Key<>(new Builder<>(declared, name), null, false);
    }

    @Override
    public String toString() {
        return declared.name;
    }

    /** Collects what is said of a key; ends with {@code required}, {@code optional} or {@code defaultsTo}. */
    public static final class Builder<T> {

        private final String name;
        private final ConfigDef.Type type;
        private final Function<String, T> parser;
        private final String expectation;
        private List<String> accepted = List.of();
        private List<String> none = List.of();
        private boolean verbatim;
        private String group = "General";
        private String display;
        private String doc = "";
        private Importance importance = Importance.MEDIUM;
        private boolean unquoted;

        private Builder(String name, ConfigDef.Type type, Function<String, T> parser, String expectation) {
            this.name = name;
            this.type = type;
            this.parser = parser;
            this.expectation = expectation;
            this.display = name;
        }

        private Builder(Builder<T> other) {
            this(other, other.name);
        }

        private Builder(Builder<T> other, String name) {
            this(name, other.type, other.parser, other.expectation);
            accepted = other.accepted;
            none = other.none;
            verbatim = other.verbatim;
            group = other.group;
            display = other.display;
            doc = other.doc;
            importance = other.importance;
            unquoted = other.unquoted;
        }

        private Builder<T> accepting(List<String> values) {
            accepted = List.copyOf(values);
            return this;
        }

        /** A text that says that an optional key has no value, beside leaving it out. */
        public Builder<T> none(String text) {
            none = List.of(text);
            return this;
        }

        /** White space at its ends belongs to the value. */
        public Builder<T> verbatim() {
            verbatim = true;
            return this;
        }

        public Builder<T> group(String value) {
            group = value;
            return this;
        }

        /** The label that user interfaces show. */
        public Builder<T> display(String value) {
            display = value;
            return this;
        }

        public Builder<T> doc(String value) {
            doc = value;
            return this;
        }

        public Builder<T> importance(Importance value) {
            importance = value;
            return this;
        }

        /** The value may have secrets in it, at places that nobody can tell: no message repeats it. The parser's messages must not either, and are shown. */
        public Builder<T> unquoted() {
            unquoted = true;
            return this;
        }

        public Key<T> required() {
            return new Key<>(this, null, true);
        }

        public Key<T> optional() {
            return new Key<>(this, null, false);
        }

        /** @param raw the default as a user would write it */
        public Key<T> defaultsTo(String raw) {
            return new Key<>(this, raw, false);
        }
    }
}
