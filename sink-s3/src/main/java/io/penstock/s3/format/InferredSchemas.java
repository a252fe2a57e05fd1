package io.penstock.s3.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Schemas for values that come without one. A topic's schema grows by what its records bring: a new field, a fraction among whole
 * numbers. So the records of a topic soon have one schema, however their fields come and go; only where two contradict each
 * other, a text here and a number there, does a topic have several. Bounded; thread-confined.
 */
final class InferredSchemas {

    private static final int MAX_TOPICS = 1_000;
    private static final int MAX_CONTRADICTIONS = 8;
    private static final int MAX_FIELDS = 2_000;

    private final Map<String, List<Known>> topics = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Known>> eldest) {
            return size() > MAX_TOPICS;
        }
    };

    private record Known(Shape shape, Schema schema) {

        static Known of(Shape shape) {
            return new Known(shape, shape.schema(false));
        }
    }

    /** @throws Unwritable when the value fits no schema, or would make too large a one */
    Schema of(String topic, @Nullable Object value) {
        List<Known> known = topics.computeIfAbsent(topic, unused -> new ArrayList<>());
        for (Known candidate : known) {
            if (candidate.shape.fits(value)) {
                return candidate.schema;
            }
        }
        Shape shape = Shape.of(value);
        for (int i = 0; i < known.size(); i++) {
            Optional<Shape> grown = known.get(i).shape.and(shape);
            if (grown.isPresent()) {
                known.set(i, bounded(grown.get()));
                return known.get(i).schema;
            }
        }
        if (known.size() == MAX_CONTRADICTIONS) {
            throw new Unwritable("the topic's values without a schema contradict each other in more than "
                    + MAX_CONTRADICTIONS + " ways");
        }
        Known added = bounded(shape);
        known.add(added);
        return added.schema;
    }

    private static Known bounded(Shape shape) {
        if (shape.size() > MAX_FIELDS) {
            throw new Unwritable("the topic's values without a schema have more than " + MAX_FIELDS
                    + " fields together: their names seem to be data");
        }
        return Known.of(shape);
    }
}
