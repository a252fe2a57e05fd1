package io.penstock.s3.format;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;

/**
 * Deals a value to columns, with the levels of the Dremel paper: a node for each structure, list, map and single value of a schema.
 * Immutable.
 */
abstract sealed class ParquetNode {

    private final boolean optional;

    ParquetNode(boolean optional) {
        this.optional = optional;
    }

    /**
     * Writes a value, or that there is none.
     *
     * @param definition how many optional or repeated nodes above it are there
     */
    final void write(Scratch out, @Nullable Object value, int repetition, int definition) {
        if (value != null) {
            present(out, value, repetition, optional ? definition + 1 : definition);
        } else if (optional) {
            absent(out, repetition, definition);
        } else {
            throw new Unwritable("a null stands where the schema has none");
        }
    }

    abstract void present(Scratch out, Object value, int repetition, int definition);

    /** An entry without a value in each column below. */
    abstract void absent(Scratch out, int repetition, int definition);

    /** Writes a single value's bytes. */
    @FunctionalInterface
    interface ValueBytes {
        void write(Scratch out, Object value);
    }

    /** One column. */
    static final class Leaf extends ParquetNode {

        private final int column;
        private final boolean repeated;
        private final ValueBytes bytes;

        Leaf(boolean optional, int column, boolean repeated, ValueBytes bytes) {
            super(optional);
            this.column = column;
            this.repeated = repeated;
            this.bytes = bytes;
        }

        @Override
        void present(Scratch out, Object value, int repetition, int definition) {
            ParquetEntries.entry(out, column, repeated, repetition, definition);
            bytes.write(out, value);
        }

        @Override
        void absent(Scratch out, int repetition, int definition) {
            ParquetEntries.entry(out, column, repeated, repetition, definition);
        }
    }

    /** A structure, or a map with an inferred schema. */
    static final class Group extends ParquetNode {

        private final Field[] fields;
        private final ParquetNode[] nodes;

        Group(boolean optional, Field[] fields, ParquetNode[] nodes) {
            super(optional);
            this.fields = fields;
            this.nodes = nodes;
        }

        @Override
        void present(Scratch out, Object value, int repetition, int definition) {
            for (int i = 0; i < fields.length; i++) {
                nodes[i].write(out, Fields.get(value, fields[i]), repetition, definition);
            }
        }

        @Override
        void absent(Scratch out, int repetition, int definition) {
            for (ParquetNode node : nodes) {
                node.absent(out, repetition, definition);
            }
        }
    }

    /** A list of three levels. */
    static final class ListOf extends ParquetNode {

        private final int level;
        private final ParquetNode items;

        /** @param level how many lists and maps it stands in, itself included */
        ListOf(boolean optional, int level, ParquetNode items) {
            super(optional);
            this.level = level;
            this.items = items;
        }

        @Override
        void present(Scratch out, Object value, int repetition, int definition) {
            Collection<?> list = (Collection<?>) value;
            if (list.isEmpty()) {
                items.absent(out, repetition, definition);
                return;
            }
            int repeats = repetition;
            for (Object item : list) {
                items.write(out, item, repeats, definition + 1);
                repeats = level;
            }
        }

        @Override
        void absent(Scratch out, int repetition, int definition) {
            items.absent(out, repetition, definition);
        }
    }

    /** A map. Confluent's Protobuf converter says of every key that it may be null, and none ever is. */
    static final class MapOf extends ParquetNode {

        private final int level;
        private final ParquetNode keys;
        private final ParquetNode values;

        /** @param level how many lists and maps it stands in, itself included */
        MapOf(boolean optional, int level, ParquetNode keys, ParquetNode values) {
            super(optional);
            this.level = level;
            this.keys = keys;
            this.values = values;
        }

        @Override
        void present(Scratch out, Object value, int repetition, int definition) {
            Map<?, ?> map = (Map<?, ?>) value;
            if (map.isEmpty()) {
                absent(out, repetition, definition);
                return;
            }
            int repeats = repetition;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getKey() == null) {
                    throw new Unwritable("a map has a null key");
                }
                keys.write(out, entry.getKey(), repeats, definition + 1);
                values.write(out, entry.getValue(), repeats, definition + 1);
                repeats = level;
            }
        }

        @Override
        void absent(Scratch out, int repetition, int definition) {
            keys.absent(out, repetition, definition);
            values.absent(out, repetition, definition);
        }
    }
}
