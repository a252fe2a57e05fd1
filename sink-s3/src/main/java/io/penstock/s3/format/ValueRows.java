package io.penstock.s3.format;

import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Values alone: by their own schemas, or by schemas inferred from values like them.
 *
 * @param <T> what a schema is compiled to
 */
final class ValueRows<T extends FileSchema> implements RowSource<T> {

    private final InferredSchemas<T> inferred;
    private final CompiledSchemas<T> given;
    private final Optional<Versions> versions;
    private Object row = "";

    /** @param project whether values of older versions are written by newer ones */
    ValueRows(Function<Schema, T> compiler, boolean project) {
        this.versions = project ? Optional.of(new Versions()) : Optional.empty();
        this.inferred = new InferredSchemas<>(compiler);
        this.given = new CompiledSchemas<>(compiler);
    }

    @Override
    public T take(SinkRecord record) {
        inferred.forget();
        versions.ifPresent(Versions::forget);
        Object value = record.value();
        if (value == null) {
            throw new Unwritable("a record without a value has none");
        }
        row = value;
        Schema schema = record.valueSchema();
        if (schema == null) {
            return inferred.of(record.topic(), value);
        }
        Fields.check(schema, value);
        return versions.isPresent()
                ? projected(versions.get().of(record.topic(), schema), value)
                : given.of(schema, value);
    }

    private T projected(Versions.Target target, Object value) {
        Object projected = AvroCompiler.present(target.projection().of(value));
        row = projected;
        return given.of(target.schema(), projected);
    }

    @Override
    public Object row() {
        return row;
    }

    @Override
    public String what() {
        return "value";
    }

    @Override
    public void remember() {
        inferred.keep();
        versions.ifPresent(Versions::keep);
    }
}
