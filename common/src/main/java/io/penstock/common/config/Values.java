package io.penstock.common.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parsed values of one configuration. Immutable. */
public final class Values {

    private final Map<Key<?>, Object> parsed;
    private final Map<String, String> originals;

    Values(Map<Key<?>, Object> parsed, Map<String, String> originals) {
        this.parsed = Map.copyOf(parsed);
        this.originals = Map.copyOf(originals);
    }

    /** @throws IllegalStateException when the key is absent without a default, or faulty; ask {@link Problems} first */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no usable value for " + key.name()));
    }

    /** Empty where the key is absent, faulty, or a config provider's reference that is not resolved yet. */
    @SuppressWarnings("unchecked") // a key is stored with what its own parser returned
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) parsed.get(key));
    }

    /** What was written under a prefix, with the prefix stripped. */
    public Map<String, String> originalsWithPrefix(String prefix) {
        Map<String, String> found = new HashMap<>();
        originals.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    /** Whether a value was written, be it the default or a config provider's reference that is not resolved yet. */
    public boolean written(Key<?> key) {
        return original(key.name()).filter(text -> !key.isNone(text)).isPresent();
    }

    /** Written, and not just the default: user interfaces send back the whole form that a validation has shown. */
    public boolean chosen(Key<?> key) {
        return written(key) && !key.meant(original(key.name()).orElse("")).equalsIgnoreCase(key.rawDefault());
    }

    /** One key as it was written, for keys of the framework ({@code name}, {@code topics}). */
    public Optional<String> original(String name) {
        return Optional.ofNullable(originals.get(name));
    }
}
