package io.penstock.s3.credentials;

import io.penstock.s3.credentials.Credentials.Role;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource.WebIdentity;
import io.penstock.s3.credentials.NoCredentialsException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.utils.StringUtils;

/**
 * The credentials of one role, renewed two to five minutes before they expire; a failure to renew them is of no matter as long
 * as they last for another minute. Thread-safe.
 */
final class AssumedRole implements AwsCredentialsProvider, AutoCloseable {

    /** The credentials before it in the chain, or a token whose file is about to be replaced. */
    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "ExpiredTokenException");

    /** Refusals that pass: an identity provider that is out of reach, a clock. */
    private static final Set<String> PASSING = Set.of(
            "IDPCommunicationError",
            "IDPCommunicationErrorException",
            "RequestExpired",
            "Throttling",
            "ThrottlingException",
            "RequestLimitExceeded");

    private final String request;
    private final Role role;
    private final StsCredentialsProvider provider;

    private AssumedRole(String request, Role role, StsCredentialsProvider provider) {
        this.request = request;
        this.role = role;
        this.provider = provider;
    }

    /** @param sts with the credentials that may assume it */
    static AssumedRole by(StsClient sts, Role role, Session session) {
        return new AssumedRole(
                "AssumeRole",
                role,
                StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(request -> request.roleArn(role.arn())
                                .externalId(role.externalId().orElse(null))
                                .roleSessionName(session.name())
                                .durationSeconds((int) session.duration().toSeconds()))
                        .build());
    }

    /** @param sts without credentials */
    static AssumedRole byToken(StsClient sts, Role role, Session session, WebIdentity token) {
        return new AssumedRole(
                "AssumeRoleWithWebIdentity",
                role,
                StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                        .stsClient(sts)
                        // Read each time: the file is replaced while its token still holds.
                        .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                                .roleArn(role.arn())
                                .webIdentityToken(read(token))
                                .roleSessionName(session.name())
                                .durationSeconds((int) session.duration().toSeconds())
                                .build())
                        .build());
    }

    private static String read(WebIdentity token) {
        try {
            return Files.readString(token.tokenFile()).trim();
        } catch (IOException e) {
            throw new NoCredentialsException(
                    Kind.MISSING,
                    "the token file " + token.tokenFile() + " (aws.web.identity.token.file) cannot be read: "
                            + e.getClass().getSimpleName(),
                    e);
        }
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return provider.resolveCredentials();
        } catch (NoCredentialsException | AbortedException e) {
            throw e; // of what comes before it in the chain; of the task's end
        } catch (SdkException e) {
            throw judged(e);
        }
    }

    private NoCredentialsException judged(SdkException failure) {
        String what = request + " of " + role.arn();
        if (!(failure instanceof AwsServiceException answer)) {
            return new NoCredentialsException(Kind.PASSING, what + " got no answer: " + failure.getMessage(), failure);
        }
        String code = StringUtils.trimToEmpty(
                answer.awsErrorDetails() == null
                        ? null
                        : answer.awsErrorDetails().errorCode());
        String said = what + " was answered " + answer.statusCode() + " " + code;
        if (EXPIRED.contains(code)) {
            return new NoCredentialsException(Kind.EXPIRED, said, failure);
        }
        if (answer.statusCode() >= 500
                || answer.statusCode() == 429
                || PASSING.contains(code)
                || noVerificationKey(code, answer)) {
            return new NoCredentialsException(Kind.PASSING, said, failure);
        }
        return new NoCredentialsException(
                Kind.REFUSED,
                said + ". Grant sts:" + request
                        + " on the role to whoever is to assume it, and let the role's trust policy"
                        + " name it; an external id (aws.sts.role.external.id) and a session's length"
                        + " (aws.sts.role.session.duration.ms) must be those that the role asks for and allows",
                failure);
    }

    /** By which STS also says that it could not reach the identity provider: "Couldn't retrieve verification key ...". */
    private static boolean noVerificationKey(String code, AwsServiceException answer) {
        String said = answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorMessage();
        return code.startsWith("InvalidIdentityToken") && said != null && said.contains("retrieve verification key");
    }

    @Override
    public void close() {
        provider.close();
    }
}
