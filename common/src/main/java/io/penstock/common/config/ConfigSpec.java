package io.penstock.common.config;

import io.penstock.common.error.CommonError;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Recommender;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * All keys of one connector, and the one place where its properties are parsed. Does no I/O. Immutable and thread-safe.
 *
 * <p>A value that refers to a config provider may reach {@link #validate} before a worker has resolved it (KIP-297), so
 * there it is never a fault; in {@link #read} it is parsed as it stands.
 */
public final class ConfigSpec {

    /** No provider's name has a bar in it: {@code ${timestamp|HH:mm}} is a template with a fault, to be told at once. */
    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^}:|]*:[^}]*}");

    private final String connector;
    private final List<Key<?>> keys;
    private final List<PeerKey> peers;
    private final List<String> passThrough;

    private ConfigSpec(Builder builder) {
        this.connector = builder.connector;
        this.keys = List.copyOf(builder.keys);
        this.peers = List.copyOf(builder.peers);
        this.passThrough = List.copyOf(builder.passThrough);
    }

    /** @param connector what messages call it, for example {@code JDBC sink} */
    public static Builder builder(String connector) {
        return new Builder(connector);
    }

    public List<Key<?>> keys() {
        return keys;
    }

    /** Keys of other connectors that are answered with ours, in the order in which they were declared; for the reference. */
    public List<PeerKey> peers() {
        return peers;
    }

    /** For {@code Connector.config()}: what Connect and user interfaces show. Parsing stays here. */
    public ConfigDef configDef() {
        ConfigDef def = new ConfigDef();
        Map<String, Integer> orderInGroup = new HashMap<>();
        for (Key<?> key : keys) {
            Object defaultValue = key.required() ? ConfigDef.NO_DEFAULT_VALUE : key.rawDefault();
            def.define(
                    key.name(),
                    key.type(),
                    defaultValue,
                    null,
                    key.importance(),
                    key.doc(),
                    key.group(),
                    orderInGroup.merge(key.group(), 1, Integer::sum),
                    Width.MEDIUM,
                    key.display(),
                    new Choices(List.copyOf(key.accepted())));
        }
        return def;
    }

    /** Parses at start; every fault goes into {@code problems}. */
    public Values read(Map<String, String> props, Problems problems) {
        return parse(props, problems, false);
    }

    /** As {@link #read}, but for values that {@link #validate} passes over: what a cross-check finds out besides. */
    public Values readUnresolved(Map<String, String> props, Problems problems) {
        return parse(props, problems, true);
    }

    /** For {@code Connector.validate()}: every fault under its key. */
    public Config validate(Map<String, String> props, BiConsumer<Values, Problems> crossChecks) {
        Problems problems = new Problems();
        Values values = parse(props, problems, true);
        crossChecks.accept(values, problems);
        Map<String, ConfigValue> shown = new LinkedHashMap<>();
        for (Key<?> key : keys) {
            shown.put(
                    key.name(),
                    new ConfigValue(key.name(), shownValue(key, props), shownChoices(key), new ArrayList<>()));
        }
        for (Problems.Problem problem : problems.all()) {
            // A peer's key is none of ours; the framework counts the errors of such values too.
            shown.computeIfAbsent(
                            problem.key(), name -> new ConfigValue(name, null, new ArrayList<>(), new ArrayList<>()))
                    .addErrorMessage(problem.message());
        }
        return new Config(new ArrayList<>(shown.values()));
    }

    /** One line for each key that nobody reads, with the nearest that somebody does; to be logged at WARN. */
    public List<String> unknownKeyWarnings(Map<String, String> props) {
        List<String> warnings = new ArrayList<>();
        for (String name : new TreeMap<>(props).keySet()) {
            boolean known = keys.stream().anyMatch(key -> key.name().equals(name))
                    || passThrough.stream().anyMatch(name::startsWith)
                    || FrameworkConfig.owns(name)
                    || peers.stream().anyMatch(peer -> peer.matches(name));
            if (!known) {
                String meant = Spelling.nearest(
                                name,
                                Stream.concat(keys.stream().map(Key::name), FrameworkConfig.keys().stream())
                                        .toList())
                        .map(nearest -> ": did you mean \"" + nearest + "\"?")
                        .orElse("");
                warnings.add("unknown key \"" + name + "\" has no effect" + meant);
            }
        }
        return warnings;
    }

    private Values parse(Map<String, String> props, Problems problems, boolean skipUnresolved) {
        Map<Key<?>, Object> parsed = new HashMap<>();
        for (Key<?> key : keys) {
            parse(key, props.get(key.name()), problems, skipUnresolved, parsed);
        }
        for (String name : new TreeMap<>(props).keySet()) {
            if (keys.stream().noneMatch(key -> key.name().equals(name))
                    && passThrough.stream().noneMatch(name::startsWith)) {
                peers.stream()
                        .filter(peer -> peer.matches(name))
                        .findFirst()
                        .ifPresent(peer -> problems.add(
                                CommonError.PEER_KEY, name, "the " + connector + " has no such key", peer.remedy()));
            }
        }
        Map<String, String> originals = new HashMap<>();
        props.forEach((name, value) -> {
            if (value != null) {
                originals.put(name, value);
            }
        });
        return new Values(parsed, originals);
    }

    private static void parse(
            Key<?> key,
            @Nullable String written,
            Problems problems,
            boolean skipUnresolved,
            Map<Key<?>, Object> parsed) {
        String text = written == null || key.isNone(written) ? key.rawDefault() : key.meant(written);
        if (text == null) {
            if (key.required()) {
                problems.add(CommonError.MISSING_VALUE, key.name(), "it is required", "Use " + key.expectation() + ".");
            }
            return;
        }
        if (skipUnresolved && UNRESOLVED.matcher(text).find()) {
            return;
        }
        try {
            parsed.put(key, key.parse(text));
        } catch (IllegalArgumentException | DateTimeException e) {
            problems.add(CommonError.INVALID_VALUE, key.name(), whyNot(key, text, e), "Use " + key.expectation() + ".");
        }
    }

    private static String whyNot(Key<?> key, String text, RuntimeException fault) {
        if (key.secret()) {
            return "the value cannot be used"; // the parser may quote it
        }
        String what = key.quotable() ? "\"" + text + "\"" : "the value";
        String why = fault.getMessage() == null ? "" : ": " + fault.getMessage();
        return Redaction.of(what + " cannot be used" + why); // a URL may hold a password
    }

    private static @Nullable Object shownValue(Key<?> key, Map<String, String> props) {
        String written = props.get(key.name());
        String text = written == null ? key.rawDefault() : written;
        if (text == null) {
            return null;
        }
        // Connect casts to these classes when it writes the answer; the others it asks for toString().
        return switch (key.type()) {
            case PASSWORD -> new Password(text);
            case LIST -> List.of(text.trim().split("\\s*,\\s*", -1));
            case BOOLEAN, STRING, INT, SHORT, LONG, DOUBLE, CLASS -> text;
        };
    }

    private static List<Object> shownChoices(Key<?> key) {
        return new ArrayList<>(key.accepted());
    }

    /** Shows the accepted values in user interfaces. */
    private record Choices(List<Object> accepted) implements Recommender {

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
            return accepted;
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsedConfig) {
            return true;
        }
    }

    /** A key, or with {@code prefix} a family of keys, that users of another connector would try. */
    public record PeerKey(String name, boolean prefix, String ours, String hint) {

        public boolean matches(String key) {
            return prefix ? key.startsWith(name) : key.equals(name);
        }

        /** What to do about it, in sentences. */
        public String remedy() {
            return (ours.isEmpty() ? "Remove it." : "Use " + ours + ".") + (hint.isEmpty() ? "" : " " + hint);
        }
    }

    /** Collects the keys of a connector. */
    public static final class Builder {

        private final String connector;
        private final List<Key<?>> keys = new ArrayList<>();
        private final List<PeerKey> peers = new ArrayList<>();
        private final List<String> passThrough = new ArrayList<>();

        private Builder(String connector) {
            this.connector = connector;
        }

        public Builder keys(Key<?>... declared) {
            keys.addAll(List.of(declared));
            return this;
        }

        /**
         * A key of another connector that we do not have: an error that names ours.
         *
         * @param ours the key or keys to use; empty where nothing is needed
         * @param hint what differs, as a sentence, or empty
         */
        public Builder peer(String theirs, String ours, String hint) {
            peers.add(new PeerKey(theirs, false, ours, hint));
            return this;
        }

        /** As {@link #peer} for every key that begins so. */
        public Builder peerPrefix(String prefix, String ours, String hint) {
            peers.add(new PeerKey(prefix, true, ours, hint));
            return this;
        }

        /** Keys that are handed on as they are, for example to a driver. */
        public Builder passThrough(String prefix) {
            passThrough.add(prefix);
            return this;
        }

        public ConfigSpec build() {
            return new ConfigSpec(this);
        }
    }
}
