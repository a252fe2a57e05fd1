package io.penstock.s3.credentials;

import io.penstock.common.lifecycle.Closer;
import io.penstock.s3.credentials.Credentials.Role;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource.AccessKey;
import io.penstock.s3.credentials.CredentialsSource.Custom;
import io.penstock.s3.credentials.CredentialsSource.Profile;
import io.penstock.s3.credentials.CredentialsSource.WebIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

/** The source and the roles at work, with all that was opened for them. Thread-safe, but for closing. */
final class Opened implements AwsCredentialsProvider, AutoCloseable {

    private final Closer closer = new Closer();
    private final Session session;
    private final String region;
    private final Duration timeout;
    private final AwsCredentialsProvider last;

    /**
     * @param timeout the longest wait for one answer
     * @param ticker nanoseconds
     */
    Opened(Credentials credentials, String region, Duration timeout, Clock clock, LongSupplier ticker) {
        this.session = credentials.session();
        this.region = region;
        this.timeout = timeout;
        try {
            this.last = new SingleFlight(chain(credentials), timeout, clock, ticker);
        } catch (RuntimeException | Error e) {
            closer.close();
            throw e;
        }
    }

    private AwsCredentialsProvider chain(Credentials credentials) {
        List<Role> roles = credentials.roles();
        if (credentials.source() instanceof WebIdentity token) {
            AwsCredentialsProvider first = closer.register(
                    AssumedRole.byToken(sts(AnonymousCredentialsProvider.create()), roles.get(0), session, token));
            return assumed(first, roles.subList(1, roles.size()));
        }
        return assumed(new SourceProvider(first(credentials.source()), credentials.source()), roles);
    }

    private AwsCredentialsProvider first(CredentialsSource source) {
        if (source instanceof AccessKey key) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key.id(), key.secret().reveal()));
        }
        if (source instanceof Profile profile) {
            return closer.register(ProfileCredentialsProvider.create(profile.name()));
        }
        if (source instanceof Custom custom) {
            return custom.provider().open(closer);
        }
        return closer.register(DefaultCredentialsProvider.builder().build());
    }

    private AwsCredentialsProvider assumed(AwsCredentialsProvider first, List<Role> roles) {
        AwsCredentialsProvider with = first;
        for (Role role : roles) {
            with = closer.register(AssumedRole.by(sts(with), role, session));
        }
        return with;
    }

    private StsClient sts(AwsCredentialsProvider with) {
        StsClientBuilder builder = StsClient.builder()
                .region(Region.of(region))
                .credentialsProvider(with)
                .httpClientBuilder(
                        Apache5HttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout))
                .overrideConfiguration(
                        override -> override.apiCallAttemptTimeout(timeout).apiCallTimeout(timeout));
        session.stsUrl().ifPresent(builder::endpointOverride);
        return closer.register(builder.build());
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return last.resolveCredentials();
    }

    @Override
    public void close() {
        closer.close();
    }
}
