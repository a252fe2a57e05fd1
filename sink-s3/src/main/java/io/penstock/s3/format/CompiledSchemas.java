package io.penstock.s3.format;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * What was made of schemas, by their identity, since converters hand out the same object for every record of a schema, and by
 * their content, for those that do not. Bounded; thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
final class CompiledSchemas<T> {

    private static final int MAX = 1_000;

    private final Function<Schema, T> compiler;
    private final IdentityHashMap<Schema, T> byIdentity = new IdentityHashMap<>();
    private final Map<Schema, T> byContent = new HashMap<>();

    CompiledSchemas(Function<Schema, T> compiler) {
        this.compiler = compiler;
    }

    T of(Schema schema) {
        T known = byIdentity.get(schema);
        if (known != null) {
            return known;
        }
        if (byIdentity.size() >= MAX) {
            byIdentity.clear();
        }
        if (byContent.size() >= MAX) {
            byContent.clear();
        }
        T compiled = byContent.computeIfAbsent(schema, compiler);
        byIdentity.put(schema, compiled);
        return compiled;
    }
}
