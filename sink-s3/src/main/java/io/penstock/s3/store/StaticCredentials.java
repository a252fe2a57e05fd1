package io.penstock.s3.store;

import io.penstock.common.config.Secret;

/** An access key from the configuration; where there is none, the SDK's default chain looks for one. */
public record StaticCredentials(String accessKeyId, Secret secretAccessKey) {}
