package io.penstock.s3.store;

import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What the store answered, without its words: they may name the resource ({@code ... on resource: "arn:aws:s3:::bucket/key"}), and so a
 * key that holds values of records. With what the store's support asks for.
 */
final class StoreAnswer extends RuntimeException {

    StoreAnswer(AwsServiceException answer) {
        super(text(answer));
        setStackTrace(answer.getStackTrace());
    }

    /** @return empty where it has none, as the answer to a HEAD */
    static String code(AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private static String text(AwsServiceException answer) {
        String code = code(answer);
        return "status " + answer.statusCode() + ", code " + (code.isEmpty() ? "none" : code) + ", request id "
                + answer.requestId() + ", extended request id " + answer.extendedRequestId();
    }
}
