package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.FatalException;
import io.penstock.common.error.TransientException;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import io.penstock.s3.credentials.NoCredentialsException;
import io.penstock.s3.credentials.NoCredentialsException.Kind;
import io.penstock.s3.error.S3Error;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

class FailuresTest {

    private static final Credentials CREDENTIALS = new Credentials(
            new CredentialsSource.DefaultChain(), List.of(), new Session(Optional.empty(), "s", Duration.ofHours(1)));
    private static final ObjectOptions ALL = new ObjectOptions(
            Optional.of("STANDARD_IA"),
            new Encryption(Optional.of(Encryption.Algorithm.KMS), Optional.of("k"), Optional.empty()),
            Optional.of("private"),
            Map.of("team", "orders"));

    private final Failures failures = failures(ObjectOptions.NONE);

    private static Failures failures(ObjectOptions options) {
        return new Failures(
                new StoreAddress("b", "us-east-1", Optional.empty(), false, true, CREDENTIALS, Duration.ofSeconds(1)),
                options,
                () -> {});
    }

    @Test
    void showsTheLedgersKeysAndNotThoseThatMayHoldValues() {
        SdkException busy = answer(503, "SlowDown");
        assertThat(failures.judge("PutObject", "_penstock/l/t/0/1", busy))
                .hasMessageContaining("\"_penstock/l/t/0/1\"");
        assertThat(failures.judge("PutObject", "topics/name=Ada/1", busy))
                .hasMessageContaining("PutObject of a data object in bucket \"b\"")
                .hasMessageNotContaining("Ada");
    }

    @ParameterizedTest
    @CsvSource({"403,AccessDenied", "503,SlowDown", "400,InvalidArgument", "404,NoSuchBucket"})
    void noCauseShowsAKeyThatMayHoldValues(int status, String code) {
        // Given
        SdkException told = AwsServiceException.builder()
                .message("not authorized on resource: \"arn:aws:s3:::b/topics/email=a%40b.fi/1\"")
                .statusCode(status)
                .requestId("R1")
                .extendedRequestId("R2")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("not authorized on resource: \"arn:aws:s3:::b/topics/email=a%40b.fi/1\"")
                        .build())
                .build();
        // When
        StringWriter trace = new StringWriter();
        failures.judge("PutObject", "topics/email=a%40b.fi/1", told).printStackTrace(new PrintWriter(trace));
        // Then
        assertThat(trace.toString())
                .doesNotContain("b.fi")
                .contains(code, "status " + status, "request id R1", "extended request id R2");
    }

    /** As the SDK wraps what it meets while it reads a body. */
    @Test
    void whatCouldNotBeReadToBeSentIsNoFaultOfTheStore() {
        FatalException unread = new FatalException(S3Error.SPILL_UNREADABLE, "the disk gives nothing back");
        assertThat(judge(SdkClientException.create("Unable to execute HTTP request", new IOException(unread))))
                .isSameAs(unread);
    }

    private RuntimeException judge(SdkException failure) {
        return failures.judge("PutObject", "k", failure);
    }

    private static SdkException answer(int status, String code) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "500,InternalError",
        "503,SlowDown",
        "200,InternalError", // CompleteMultipartUpload
        "400,RequestTimeout",
        "400,BadDigest",
        "400,XAmzContentSHA256Mismatch",
        "400,IncompleteBody",
        "400,ExpiredToken",
        "403,RequestTimeTooSkewed",
        "409,ConditionalRequestConflict",
        "429,TooManyRequests",
        "400,KMS.ThrottlingException"
    })
    void waitsForWhatPasses(int status, String code) {
        assertThat(judge(answer(status, code)))
                .isInstanceOf(TransientException.class)
                .hasMessageContaining(code);
    }

    @ParameterizedTest
    @CsvSource({
        "403,AccessDenied",
        "403,InvalidAccessKeyId",
        "404,NoSuchBucket",
        "400,InvalidArgument",
        "301,PermanentRedirect"
    })
    void failsOnWhatOnlyAPersonCanMend(int status, String code) {
        assertThat(judge(answer(status, code)))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining(code);
    }

    /** Grants would change nothing. */
    @Test
    void saysOfAnObjectInAColdStorageClassThatItMustBeRestoredFirst() {
        assertThat(judge(answer(403, "InvalidObjectState")))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("PEN-433")
                .hasMessageContaining("RestoreObject");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PutObject|topics/k|s3:PutObject, s3:PutObjectTagging, s3:PutObjectAcl, kms:GenerateDataKey, kms:Decrypt.",
                "CreateMultipartUpload|topics/k|s3:PutObject, s3:PutObjectTagging, s3:PutObjectAcl, kms:GenerateDataKey, kms:Decrypt.",
                "PutObject|_penstock/k|s3:PutObject, kms:GenerateDataKey, kms:Decrypt.",
                "UploadPart|topics/k|s3:PutObject, kms:GenerateDataKey, kms:Decrypt.",
                "GetObject|_penstock/k|s3:GetObject, kms:Decrypt.",
                "HeadObject|topics/k|s3:GetObject, s3:ListBucket.",
                "ListObjectsV2|_penstock/k|s3:ListBucket.",
                "ListMultipartUploads|topics/k|s3:ListBucketMultipartUploads.",
                "AbortMultipartUpload|topics/k|s3:AbortMultipartUpload.",
                "DeleteObject|_penstock/k|s3:DeleteObject."
            })
    void namesEveryActionThatARefusedRequestNeeds(String request, String key, String needed) {
        assertThat(failures(ALL).judge(request, key, answer(403, "AccessDenied")))
                .hasMessageEndingWith("or grant " + needed);
    }

    @Test
    void namesTheOneActionThatTheAnswerCallsMissing() {
        // Given
        String told = "User: arn:aws:iam::1:user/u is not authorized to perform: s3:PutObjectTagging on resource:"
                + " \"arn:aws:s3:::b/topics/name=Ada/1\" because no identity-based policy allows it";

        // When
        RuntimeException judged = failures(ALL)
                .judge(
                        "PutObject",
                        "topics/name=Ada/1",
                        AwsServiceException.builder()
                                .statusCode(403)
                                .awsErrorDetails(AwsErrorDetails.builder()
                                        .errorCode("AccessDenied")
                                        .errorMessage(told)
                                        .build())
                                .build());

        // Then
        assertThat(judged)
                .isInstanceOf(FatalException.class)
                .hasMessageEndingWith("or grant s3:PutObjectTagging.")
                .hasMessageNotContaining("Ada");
    }

    @Test
    void sendsThoseWhoseKeyIsOutOfOrderToTheKey() {
        assertThat(judge(answer(400, "KMS.DisabledException")))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("s3.sse.kms.key.id");
    }

    @Test
    void waitsForNamesAndHandshakes() {
        SdkException noHost = SdkClientException.create("no host", new UnknownHostException("h"));
        SdkException noTrust = SdkClientException.create("PKIX path building failed", new SSLHandshakeException("x"));
        assertThat(judge(noHost)).isInstanceOf(TransientException.class);
        assertThat(judge(noTrust)).isInstanceOf(TransientException.class).hasMessageContaining("PKIX");
    }

    @Test
    void failsWithoutCredentialsOnlyWhereThereNeverWereAny() {
        // Given
        SdkException none = new NoCredentialsException(Kind.MISSING, "the chain gave none", new RuntimeException());
        assertThat(judge(none)).isInstanceOf(FatalException.class).hasMessageContaining("PEN-402");

        // When
        failures.judged("ListObjectsV2", "k", () -> true);

        // Then: their source, a metadata service say, is down for a while
        assertThat(judge(none)).isInstanceOf(TransientException.class);
    }

    @Test
    void waitsForCredentialsThatRolesAreAssumedWith() {
        assertThat(judge(new NoCredentialsException(Kind.EXPIRED, "they are over", new RuntimeException())))
                .isInstanceOf(TransientException.class);
    }

    @Test
    void keepsTheInterrupt() {
        assertThat(judge(AbortedException.create("interrupted"))).isInstanceOf(TransientException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(() -> failures.judged("PutObject", "k", () -> {
                    throw answer(500, "InternalError");
                }))
                .isInstanceOf(TransientException.class);
    }
}
