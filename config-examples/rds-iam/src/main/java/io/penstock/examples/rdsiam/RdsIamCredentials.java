package io.penstock.examples.rdsiam;

import io.penstock.jdbc.credentials.Credentials;
import io.penstock.jdbc.credentials.CredentialsProvider;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * A token of AWS IAM as the password of each connection to RDS or Aurora. Who the worker is, the SDK's default chain finds out: environment,
 * profile, web identity, container or instance.
 *
 * <p>A token is the address of a request {@code rds-db:connect} that is signed beforehand and holds for 15 minutes. It is made anew for each connection:
 * that takes no request to AWS unless the worker's own credentials are to be renewed.
 */
public final class RdsIamCredentials implements CredentialsProvider {

    private static final Logger LOG = LoggerFactory.getLogger(RdsIamCredentials.class);

    private static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final String SCHEME = "https://";

    private final Clock clock;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final DefaultCredentialsProvider worker =
            DefaultCredentialsProvider.builder().build();
    private Map<String, String> settings = Map.of();

    public RdsIamCredentials() {
        this(Clock.systemUTC());
    }

    RdsIamCredentials(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void configure(Map<String, String> given) {
        settings = Map.copyOf(given);
        if (!settings.containsKey("user")) {
            // The sink shows of an exception its class only.
            LOG.error("connection.provider.user is missing: the database's user, who was granted rds_iam");
            throw new IllegalArgumentException("no user");
        }
    }

    @Override
    public Credentials credentials(String url) throws IOException {
        String user = settings.getOrDefault("user", "");
        Endpoint endpoint;
        try {
            endpoint = Endpoint.of(url, settings);
        } catch (IllegalArgumentException e) {
            LOG.error("No token can be made: {}", e.getMessage());
            throw e;
        }
        return new Credentials(Optional.of(user), token(endpoint, user, worker()));
    }

    private AwsCredentials worker() throws IOException {
        try {
            return worker.resolveCredentials();
        } catch (SdkException e) {
            // Names the sources that were asked; an instance or a container may be able to tell later.
            LOG.warn("The worker has no AWS credentials: {}", e.getMessage());
            throw new IOException("no AWS credentials", e);
        }
    }

    private String token(Endpoint endpoint, String user, AwsCredentials credentials) {
        SdkHttpRequest connect = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(endpoint.host())
                .port(endpoint.port())
                .encodedPath("/")
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("DBUser", user)
                .build();
        return signer.sign(request -> request.identity(credentials)
                        .request(connect)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "rds-db")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, endpoint.region())
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, LIFETIME)
                        .putProperty(HttpSigner.SIGNING_CLOCK, clock))
                .request()
                .getUri()
                .toString()
                .substring(SCHEME.length());
    }

    @Override
    public void close() {
        worker.close();
    }
}
