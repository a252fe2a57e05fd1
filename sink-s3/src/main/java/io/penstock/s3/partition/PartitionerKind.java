package io.penstock.s3.partition;

/** How the records of a topic partition are dealt to files: {@code partitioner}. */
public enum PartitionerKind {
    /** One open file a topic. */
    NONE,
    /** One for each span of time. */
    TIME,
    /** One for each value of some fields. */
    FIELD,
    /** One for each name that a template makes. */
    TEMPLATE
}
