package io.penstock.s3.store;

import java.util.Optional;

/**
 * How the store is asked to encrypt an object. Without an algorithm the bucket's own default holds.
 *
 * @param kmsKeyId empty for AWS's own key of the account
 * @param bucketKey whether a key of the bucket saves requests to KMS; empty for what the bucket says
 */
public record Encryption(Optional<Algorithm> algorithm, Optional<String> kmsKeyId, Optional<Boolean> bucketKey) {

    /** "Using server-side encryption" in the S3 user guide. */
    public enum Algorithm {
        /** SSE-S3. */
        S3("AES256"),
        /** SSE-KMS. */
        KMS("aws:kms"),
        /** DSSE-KMS: two layers. */
        KMS_TWICE("aws:kms:dsse");

        private final String header;

        Algorithm(String header) {
            this.header = header;
        }

        /** As requests say it. */
        public String header() {
            return header;
        }

        public boolean isKms() {
            return this != S3;
        }
    }

    /** As the bucket has it. */
    public static final Encryption OF_THE_BUCKET = new Encryption(Optional.empty(), Optional.empty(), Optional.empty());
}
