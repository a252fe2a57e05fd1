package io.penstock.s3.format;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * By which schema one part of a record, its key or its value, stands in an envelope: one that takes a null. A null without a schema, as
 * some converters make it of a tombstone, has that of the last record of its topic, so that it needs no file of its own. Bounded;
 * thread-confined.
 *
 * @param <T> what a schema is compiled to
 */
final class PartSchemas<T extends FileSchema> {

    private final InferredSchemas<Inferred> inferred;
    private final IdentityHashMap<Schema, Schema> optional = new IdentityHashMap<>();
    private long optionalHeld;

    /** By topic, the one that was asked for last at the end. */
    private final Map<String, Schema> last = new LinkedHashMap<>(16, 0.75f, true);

    private long lastHeld;

    private final Optional<Versions> versions;

    private String topic = "";
    private @Nullable Object value;
    private @Nullable Schema learned;

    /** Stands among inferred schemas for one that was made optional. */
    private record Inferred(Schema schema, long heldChars) implements FileSchema {}

    /**
     * @param compiler refuses schemas that the format has no room for
     * @param project whether values of older versions are written by newer ones
     */
    PartSchemas(Function<Schema, T> compiler, boolean project) {
        this.versions = project ? Optional.of(new Versions()) : Optional.empty();
        this.inferred = new InferredSchemas<>(
                schema -> new Inferred(optional(schema), compiler.apply(schema).heldChars()));
    }

    /**
     * @return null for a null of which nobody knows what it would be
     * @throws Unwritable when the value has no schema, or the schema is nested too deep
     */
    @Nullable
    Schema of(String topic, @Nullable Schema schema, @Nullable Object value) {
        this.topic = topic;
        this.value = value;
        if (schema != null) {
            Fields.check(schema, value);
            return learned(known(versions.isPresent() ? projected(versions.get().of(topic, schema), value) : schema));
        }
        return value == null
                ? last.get(topic)
                : learned(inferred.of(topic, value).schema());
    }

    private Schema projected(Versions.Target target, @Nullable Object given) {
        value = target.projection().of(given);
        return target.schema();
    }

    /** The value that was asked for last, as it is by that schema. */
    @Nullable
    Object value() {
        return value;
    }

    private Schema learned(Schema schema) {
        learned = schema;
        return schema;
    }

    private Schema known(Schema schema) {
        Schema known = optional.get(schema);
        if (known == null) {
            Nesting.check(schema);
            known = optional(schema);
            long more = SchemaSize.chars(schema);
            optionalHeld += more;
            if (optionalHeld > CompiledSchemas.MAX_HELD_CHARS) {
                optional.clear();
                optionalHeld = more;
            }
            optional.put(schema, known);
        }
        return known;
    }

    private static Schema optional(Schema schema) {
        if (schema.isOptional() && schema.defaultValue() == null) {
            return schema;
        }
        Schema.Type type = schema.type();
        return new ConnectSchema(
                type,
                true,
                null, // a tombstone is none of a default
                schema.name(),
                schema.version(),
                schema.doc(),
                schema.parameters(),
                type == Schema.Type.STRUCT ? schema.fields() : null,
                type == Schema.Type.MAP ? schema.keySchema() : null,
                type == Schema.Type.MAP || type == Schema.Type.ARRAY ? schema.valueSchema() : null);
    }

    /** What was asked for last does not stay. */
    void forget() {
        inferred.forget();
        versions.ifPresent(Versions::forget);
        learned = null;
    }

    /** What was asked for last stays. */
    void keep() {
        inferred.keep();
        versions.ifPresent(Versions::keep);
        Schema kept = learned;
        if (kept != null) {
            remember(kept);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void remember(Schema kept) {
        Schema before = last.put(topic, kept);
        if (before == kept) {
            return;
        }
        lastHeld += SchemaSize.chars(kept) - (before == null ? 0 : SchemaSize.chars(before));
        while (lastHeld > CompiledSchemas.MAX_HELD_CHARS && last.size() > 1) {
            Iterator<Schema> eldest = last.values().iterator();
            lastHeld -= SchemaSize.chars(eldest.next());
            eldest.remove();
        }
    }
}
