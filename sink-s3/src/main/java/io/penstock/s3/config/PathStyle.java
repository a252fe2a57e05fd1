package io.penstock.s3.config;

/** {@code s3.path.style}: whether the bucket's name stands in the path of requests or in the host name. */
public enum PathStyle {
    /** In the path where {@code store.url} is set, in the host name at AWS. */
    AUTO,
    TRUE,
    FALSE
}
