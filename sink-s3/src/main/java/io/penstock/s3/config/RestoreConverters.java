package io.penstock.s3.config;

import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.common.error.CommonError;
import java.util.List;
import java.util.Optional;

/**
 * What the connector's converters take: a record is given back as Kafka had it by converters only that parse and format nothing. Those
 * of the worker are others mostly, and not known to the connector.
 *
 * @param key of keys
 * @param value of values
 * @param header of values of headers
 */
public record RestoreConverters(Part key, Part value, Part header) {

    static final String KEY = "key.converter";
    static final String VALUE = "value.converter";
    static final String HEADER = "header.converter";

    private static final String TOLERANCE = "errors.tolerance";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
    private static final String TEXTS = "org.apache.kafka.connect.storage.StringConverter";

    /** Of a record. */
    public enum Part {
        BYTES(RestoreConverters.BYTES, "ByteArrayConverter", "ByteArray"),
        TEXTS(RestoreConverters.TEXTS, "StringConverter", "String");

        private final String type;
        private final String simple;
        private final String pruned;

        /** @param type the class; Connect takes the shorter names too */
        Part(String type, String simple, String pruned) {
            this.type = type;
            this.simple = simple;
            this.pruned = pruned;
        }

        /** The converter's class. */
        public String type() {
            return type;
        }

        private static Optional<Part> of(String name) {
            return List.of(values()).stream()
                    .filter(part -> List.of(part.type, part.simple, part.pruned).contains(name.trim()))
                    .findFirst();
        }
    }

    /** Of a configuration that was checked. */
    static RestoreConverters of(Values values) {
        return new RestoreConverters(part(values, KEY), part(values, VALUE), part(values, HEADER));
    }

    private static Part part(Values values, String key) {
        return values.original(key)
                .flatMap(Part::of)
                .orElseThrow(() -> new IllegalStateException("no usable value for " + key));
    }

    static void check(Values values, Problems problems) {
        for (String key : List.of(KEY, VALUE, HEADER)) {
            Optional<String> name = values.original(key);
            String remedy = "Set " + key + "=" + BYTES + ", or " + TEXTS + " where the sink had that.";
            if (name.isEmpty()) {
                problems.add(
                        CommonError.MISSING_VALUE,
                        key,
                        "the worker's own converter would write something else than what was archived",
                        remedy);
            } else if (name.flatMap(Part::of).isEmpty()) {
                problems.add(
                        CommonError.INVALID_VALUE,
                        key,
                        "\"" + name.get() + "\" would write something else than what was archived",
                        remedy);
            }
        }
        if (values.original(TOLERANCE)
                .filter(given -> given.trim().equalsIgnoreCase("all"))
                .isPresent()) {
            problems.add(
                    TOLERANCE,
                    "with all, Connect drops records that a converter, a transform or Kafka refuses, and the restore would go on"
                            + " without them",
                    "Remove it, or set none.");
        }
    }
}
