package io.penstock.s3.partition;

/**
 * What the records of one open file have in common.
 *
 * @param topic after transforms
 * @param path as {@link Partitioner#path} has it
 */
public record FilePlace(String topic, String path) {}
