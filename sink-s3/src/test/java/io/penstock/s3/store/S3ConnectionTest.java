package io.penstock.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource.Custom;
import io.penstock.s3.credentials.ProviderClass;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

class S3ConnectionTest {

    /** A provider that wants to be closed. */
    public static final class Open implements AwsCredentialsProvider, AutoCloseable {

        private static final AtomicInteger OPEN = new AtomicInteger();

        public Open() {
            OPEN.incrementAndGet();
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AnonymousCredentialsProvider.create().resolveCredentials();
        }

        @Override
        public void close() {
            OPEN.decrementAndGet();
        }
    }

    @Test
    void leavesNoCredentialsOpenWhereTheClientCannotBeMade() {
        Credentials credentials = new Credentials(
                new Custom(new ProviderClass(Open.class, Map.of())),
                List.of(),
                new Session(Optional.empty(), "s", Duration.ofHours(1)));
        StoreAddress unusable = new StoreAddress(
                "b",
                "us-east-1",
                Optional.of(URI.create("no-scheme")),
                true,
                false,
                credentials,
                Duration.ofSeconds(1));
        assertThatThrownBy(() -> S3ObjectStore.open(unusable, ObjectOptions.NONE, Clock.systemUTC(), System::nanoTime))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> S3ArchiveStore.open(unusable, Clock.systemUTC(), System::nanoTime))
                .isInstanceOf(RuntimeException.class);
        assertThat(Open.OPEN).hasValue(0);
    }
}
