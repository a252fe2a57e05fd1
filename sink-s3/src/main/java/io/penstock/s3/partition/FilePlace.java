package io.penstock.s3.partition;

import io.penstock.s3.format.FileSchema;

/**
 * What the records of one open file have in common.
 *
 * @param topic after transforms
 * @param path as {@link Partitioner#path} has it
 * @param schema of the file, where a file of each schema is open; otherwise {@link FileSchema#ANY}
 */
public record FilePlace(String topic, String path, FileSchema schema) {}
