package io.penstock.jdbc.plan;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Lists as JDBC drivers take them for array columns: numbers, truth values and bytes as they are, all else by its text, which the database
 * makes its elements' type of. Lists of lists are arrays of arrays.
 */
final class ArrayValues {

    private ArrayValues() {}

    /**
     * @param schema the list's, null where there is none
     * @throws Misfit for what is no list, and for an element without a text
     */
    static Object of(@Nullable Schema schema, Object value) {
        if (!(value instanceof List<?> list)) {
            throw new Misfit(Converters.classOf(value) + " is no list");
        }
        Schema elements = schema == null ? null : schema.valueSchema();
        @Nullable Object[] array = new Object[list.size()];
        for (int i = 0; i < array.length; i++) {
            Object element = list.get(i);
            array[i] = element == null ? null : element(elements, element);
        }
        return array;
    }

    private static Object element(@Nullable Schema schema, Object element) {
        if (element instanceof List<?>) {
            return of(schema, element);
        }
        if (element instanceof byte[] || element instanceof ByteBuffer) {
            return Converters.toBytes(element);
        }
        boolean plain = element instanceof Boolean
                || (element instanceof Number && !Moment.of(schema).isCount());
        return plain ? element : ArrayText.text(schema, element);
    }
}
