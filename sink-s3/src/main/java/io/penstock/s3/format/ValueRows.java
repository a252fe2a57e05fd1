package io.penstock.s3.format;

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
    private Object row = "";

    ValueRows(Function<Schema, T> compiler) {
        this.inferred = new InferredSchemas<>(compiler);
        this.given = new CompiledSchemas<>(compiler);
    }

    @Override
    public T take(SinkRecord record) {
        inferred.forget();
        Object value = record.value();
        if (value == null) {
            throw new Unwritable("a record without a value has none");
        }
        row = value;
        Schema schema = record.valueSchema();
        return schema == null ? inferred.of(record.topic(), value) : given.of(schema, value);
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
    }
}
