package io.penstock.s3.chain;

/**
 * A multipart upload that is not completed.
 *
 * @param key where its object would stand
 */
public record Upload(String key, String uploadId) {}
