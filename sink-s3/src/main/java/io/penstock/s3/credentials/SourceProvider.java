package io.penstock.s3.credentials;

import io.penstock.s3.credentials.CredentialsSource.Custom;
import io.penstock.s3.credentials.NoCredentialsException.Kind;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/** What the source gives, with its failures told apart from those of requests. */
final class SourceProvider implements AwsCredentialsProvider {

    private final AwsCredentialsProvider provider;
    private final CredentialsSource source;

    SourceProvider(AwsCredentialsProvider provider, CredentialsSource source) {
        this.provider = provider;
        this.source = source;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return provider.resolveCredentials();
        } catch (RuntimeException e) {
            // Of what a user's class throws the text may hold secrets, so that neither it nor the cause is shown.
            String why =
                    source instanceof Custom ? "it threw " + e.getClass().getName() : String.valueOf(e.getMessage());
            throw new NoCredentialsException(
                    Kind.MISSING,
                    source.place() + " gave no credentials: " + why,
                    source instanceof Custom ? new Unshown(e) : e);
        }
    }

    /** Where a user's class failed, without its words. */
    private static final class Unshown extends RuntimeException {

        Unshown(RuntimeException failure) {
            super(failure.getClass().getName());
            setStackTrace(failure.getStackTrace());
        }
    }
}
