package io.penstock.s3.partition;

/** How the records of a topic partition are dealt to files: {@code partitioner}. */
public enum PartitionerKind {
    /** One open file a topic partition; the layout is what {@code file.name.template} says. */
    NONE
}
