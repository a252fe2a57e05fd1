package io.penstock.jdbc.config;

import java.util.List;

/** Where a row's primary key comes from. */
public sealed interface KeyMode {

    /** Whether a record without a value has such a key. */
    default boolean isInTombstones() {
        return this instanceof RecordKey || this instanceof RecordHeader;
    }

    /** No key: rows are only ever added. */
    record None() implements KeyMode {}

    /** The record's place in Kafka, original topic, partition and offset, in three columns of these names. */
    record Coordinates(String topicColumn, String partitionColumn, String offsetColumn) implements KeyMode {}

    /**
     * The record's key.
     *
     * @param fields the key's fields that make the primary key, all of them when empty; for a primitive key the one column
     */
    record RecordKey(List<String> fields) implements KeyMode {
        public RecordKey {
            fields = List.copyOf(fields);
        }
    }

    /**
     * Fields of the record's value.
     *
     * @param fields at least one
     */
    record RecordValue(List<String> fields) implements KeyMode {
        public RecordValue {
            fields = List.copyOf(fields);
        }
    }

    /**
     * Headers of the record.
     *
     * @param names at least one
     */
    record RecordHeader(List<String> names) implements KeyMode {
        public RecordHeader {
            names = List.copyOf(names);
        }
    }
}
