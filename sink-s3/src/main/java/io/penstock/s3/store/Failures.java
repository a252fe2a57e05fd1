package io.penstock.s3.store;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.credentials.NoCredentialsException;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.partition.ObjectKey;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Judges the SDK's exceptions once, at the edge: transient, or fatal with the bucket, the action and, where it holds no values of
 * records, the key in its message.
 * Thread-safe.
 */
final class Failures {

    static final int NOT_IMPLEMENTED = 501;

    /** The credentials are over, or were taken back; they are renewed at once. */
    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");

    /** Answers that are errors by their status but pass by themselves. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "ConditionalRequestConflict",
            "OperationAborted",
            "RequestExpired",
            // Damage on the way, which the checksums are there to find.
            "BadDigest",
            "XAmzContentSHA256Mismatch",
            "IncompleteBody",
            // The clock of a machine that slept is set right in a while.
            "RequestTimeTooSkewed",
            // CompleteMultipartUpload has its errors in the body of a 200.
            "InternalError",
            "ServiceUnavailable",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded",
            "KMS.ThrottlingException",
            "KMS.KMSInternalException");

    private final StoreAddress address;
    private final ObjectOptions options;
    private final IamActions actions;
    private final Runnable renewCredentials;
    /** Whether the store has answered at all: then there were credentials, and their source is only out of order. */
    private volatile boolean answered;

    /** @param renewCredentials is told that the store calls them expired */
    Failures(StoreAddress address, ObjectOptions options, Runnable renewCredentials) {
        this.address = address;
        this.renewCredentials = renewCredentials;
        this.options = options;
        this.actions = new IamActions(options);
    }

    /**
     * Runs one request.
     *
     * @param action the API's name for it, which is the IAM action's name in most cases
     */
    <T> T judged(String action, String key, Supplier<T> request) {
        try {
            T answer = request.get();
            answered = true;
            return answer;
        } catch (SdkException e) {
            throw judge(action, key, e);
        }
    }

    RuntimeException judge(String action, String key, SdkException failure) {
        String what = action + " of " + shown(key) + " in " + address.where();
        if (failure instanceof AwsServiceException answer) {
            answered = true;
            return judgeAnswer(action, key, what, answer);
        }
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof FatalException ofTheBody) {
                return ofTheBody; // what was to be sent could not be read
            }
        }
        if (failure instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new TransientException(S3Error.STORE_UNAVAILABLE, what + " was interrupted", failure);
        }
        if (failure instanceof NoCredentialsException none) {
            return judgeCredentials(what, none);
        }
        return new TransientException(
                S3Error.STORE_UNAVAILABLE, what + " got no answer: " + failure.getMessage(), failure);
    }

    /** Of an answer that the next attempt will not get. */
    TransientException passing(String action, String key, SdkException failure) {
        return new TransientException(
                S3Error.STORE_UNAVAILABLE,
                action + " of " + shown(key) + " in " + address.where() + " was refused for a moment",
                cause(key, failure));
    }

    private RuntimeException judgeCredentials(String what, NoCredentialsException none) {
        String why = what + " has no credentials: " + none.getMessage();
        boolean fatal = switch (none.kind()) {
            case PASSING, EXPIRED -> false;
            case MISSING -> !answered;
            case REFUSED -> true;
        };
        return fatal
                ? new FatalException(S3Error.ACCESS_DENIED, why + ". " + S3Error.ACCESS_DENIED.remedy(), none)
                : new TransientException(S3Error.STORE_UNAVAILABLE, why, none);
    }

    /** Keys of data may hold values of records, which neither a log nor a task's status must show. */
    static String shown(String key) {
        return ObjectKey.isLedger(key) ? "\"" + key + "\"" : "a data object";
    }

    /** What an exception about that key has as its cause, which Connect shows as well. */
    static Throwable cause(String key, SdkException failure) {
        return failure instanceof AwsServiceException answer && !ObjectKey.isLedger(key)
                ? new StoreAnswer(answer)
                : failure;
    }

    private RuntimeException judgeAnswer(String action, String key, String what, AwsServiceException answer) {
        Throwable cause = cause(key, answer);
        int status = answer.statusCode();
        String code = StoreAnswer.code(answer);
        String said = what + " was answered " + status + (code.isEmpty() ? "" : " " + code);
        if (EXPIRED.contains(code)) {
            renewCredentials.run();
        }
        boolean serverFault = status >= 500 && status != NOT_IMPLEMENTED;
        if (serverFault
                || status == 429
                || status == 408
                || status == 409
                || PASSING.contains(code)
                || EXPIRED.contains(code)) {
            return new TransientException(S3Error.STORE_UNAVAILABLE, said, cause);
        }
        if (status == 404 && code.equals("NoSuchBucket")) {
            return new FatalException(S3Error.NO_BUCKET, said + ". " + S3Error.NO_BUCKET.remedy(), cause);
        }
        if (code.equals("InvalidObjectState")) {
            return new FatalException(S3Error.COLD_OBJECT, said + ". " + S3Error.COLD_OBJECT.remedy(), cause);
        }
        if (status == 401 || status == 403 || code.equals("InvalidToken")) {
            return new FatalException(
                    S3Error.ACCESS_DENIED,
                    said + ". Check " + address.credentials().place() + ", or grant "
                            + actions.missing(action, key, answer) + ".",
                    cause);
        }
        return new FatalException(S3Error.REQUEST_REFUSED, said + ". " + remedy(action, key, status, code), cause);
    }

    private String remedy(String action, String key, int status, String code) {
        boolean creates = action.equals("PutObject") || action.equals("CreateMultipartUpload");
        List<String> asked = options.at(key).configured();
        if (status == NOT_IMPLEMENTED && creates && !asked.isEmpty()) {
            return "The store does not have something that is asked for with it: leave out which it is of "
                    + String.join(", ", asked) + ".";
        }
        return code.startsWith("KMS.") ? "Look at the key of s3.sse.kms.key.id." : S3Error.REQUEST_REFUSED.remedy();
    }
}
