package io.penstock.s3.format;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * What was made of schemas that records come with, by their identity, since converters hand out the same object for every record
 * of a schema, and by their content, for those that do not. Bounded by number and by size; thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
final class CompiledSchemas<T extends FileSchema> {

    /** The most that is held for later records, by {@link FileSchema#heldChars()}: about 20 MB. */
    static final long MAX_HELD_CHARS = 4_000_000;

    private static final int MAX = 1_000;

    /** Few, since their size is not known. */
    private static final int MAX_REFUSED = 4;

    private final Function<Schema, T> compiler;
    private final IdentityHashMap<Schema, Known<T>> byIdentity = new IdentityHashMap<>();
    private final Map<Schema, Known<T>> byContent = new HashMap<>();
    /** Why schemas have no form: to find it out may take as long as thousands of records. */
    private final IdentityHashMap<Schema, String> refused = new IdentityHashMap<>();

    private long held;

    /** @param cyclic whether the schema holds itself */
    private record Known<T>(T compiled, boolean cyclic) {}

    CompiledSchemas(Function<Schema, T> compiler) {
        this.compiler = compiler;
    }

    /** @throws Unwritable when the schema has no form, or it or the value is nested too deep */
    T of(Schema schema, Object value) {
        Known<T> known = byIdentity.get(schema);
        if (known == null) {
            known = found(schema);
        }
        if (known.cyclic()) {
            Nesting.check(value);
        }
        return known.compiled();
    }

    /** How many schemas without a form are held: for tests. */
    int refused() {
        return refused.size();
    }

    private Known<T> found(Schema schema) {
        String reason = refused.get(schema);
        if (reason != null) {
            throw new Unwritable(reason);
        }
        try {
            return add(schema);
        } catch (Unwritable e) {
            if (refused.size() == MAX_REFUSED) {
                refused.clear();
            }
            refused.put(schema, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private Known<T> add(Schema schema) {
        boolean cyclic = Nesting.check(schema); // before it is asked for its hash, which has no end if it holds itself
        Known<T> known = cyclic ? null : byContent.get(schema);
        if (known == null) {
            known = new Known<>(compiler.apply(schema), cyclic);
        }
        long more = known.compiled().heldChars();
        if (byIdentity.size() >= MAX || held + more > MAX_HELD_CHARS) {
            byIdentity.clear();
            byContent.clear();
            held = 0;
        }
        if (!cyclic) {
            byContent.putIfAbsent(schema, known);
        }
        byIdentity.put(schema, known);
        held += more;
        return known;
    }
}
