package io.penstock.s3.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.common.config.Secret;
import io.penstock.common.error.FatalException;
import io.penstock.s3.credentials.Credentials.Role;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource.AccessKey;
import io.penstock.s3.credentials.CredentialsSource.Custom;
import io.penstock.s3.credentials.CredentialsSource.Profile;
import io.penstock.s3.credentials.CredentialsSource.WebIdentity;
import io.penstock.s3.credentials.NoCredentialsException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.Configurable;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class RenewableCredentialsTest {

    private static final AccessKey BASE = new AccessKey("base", Secret.of("s"));
    private static final Role ROLE = new Role("arn:aws:iam::123456789012:role/lake", Optional.of("ours"));
    private static final Role NEXT = new Role("arn:aws:iam::210987654321:role/writer", Optional.empty());

    @TempDir
    Path directory;

    private FakeSts sts;

    @BeforeEach
    void startSts() throws IOException {
        sts = new FakeSts();
    }

    @AfterEach
    void stopSts() {
        sts.close();
    }

    private RenewableCredentials open(CredentialsSource source, Role... roles) {
        Session session = new Session(Optional.of(sts.url()), "penstock-orders", Duration.ofMinutes(15));
        return new RenewableCredentials(
                new Credentials(source, List.of(roles), session),
                "eu-north-1",
                Duration.ofMinutes(1),
                Clock.systemUTC(),
                System::nanoTime);
    }

    private static void fails(Kind kind, String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(why)
                .asInstanceOf(InstanceOfAssertFactories.type(NoCredentialsException.class))
                .extracting(NoCredentialsException::kind)
                .isEqualTo(kind);
    }

    @Test
    void assumesEachRoleWithTheCredentialsOfTheOneBefore() {
        try (RenewableCredentials credentials = open(BASE, ROLE, NEXT)) {
            // When
            AwsCredentials given = credentials.resolveCredentials();

            // Then
            assertThat(given.accessKeyId()).isEqualTo("key-2");
            assertThat(((AwsSessionCredentials) given).sessionToken()).isEqualTo("token-2");
            assertThat(sts.requests).hasSize(2);
            assertThat(sts.requests.get(0))
                    .containsEntry("Action", "AssumeRole")
                    .containsEntry("signer", "base")
                    .containsEntry("RoleArn", ROLE.arn())
                    .containsEntry("ExternalId", "ours")
                    .containsEntry("RoleSessionName", "penstock-orders")
                    .containsEntry("DurationSeconds", "900");
            assertThat(sts.requests.get(1))
                    .containsEntry("signer", "key-1")
                    .containsEntry("RoleArn", NEXT.arn())
                    .doesNotContainKey("ExternalId");
        }
    }

    @Test
    void keepsCredentialsWhileTheyLastForLong() {
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            credentials.resolveCredentials();
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("key-1");
        }
    }

    @Test
    void renewsThemMinutesBeforeTheyExpire() {
        // Given
        sts.life = Duration.ofSeconds(110);
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            credentials.resolveCredentials();

            // When
            AwsCredentials later = credentials.resolveCredentials();

            // Then
            assertThat(later.accessKeyId()).isEqualTo("key-2");
        }
    }

    @Test
    void goesOnWithThoseItHasWhileStsIsAwayForAMoment() {
        // Given
        sts.life = Duration.ofSeconds(110);
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            credentials.resolveCredentials();

            // When
            sts.refuseWith(400, "AccessDenied");

            // Then
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("key-1");
        }
    }

    @ParameterizedTest
    @CsvSource({"503,ServiceUnavailable", "400,Throttling", "400,IDPCommunicationError"})
    void waitsForWhatPasses(int status, String code) {
        sts.refuseWith(status, code);
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            fails(Kind.PASSING, "AssumeRole of " + ROLE.arn(), credentials::resolveCredentials);
            sts.status = 200;
            assertThat(credentials.resolveCredentials().accessKeyId()).startsWith("key-");
        }
    }

    @Test
    void waitsForAnIdentityProviderThatStsCannotReach() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "t");
        sts.refuseWith(400, "InvalidIdentityToken");
        try (RenewableCredentials credentials = open(new WebIdentity(token), ROLE)) {
            fails(Kind.REFUSED, "InvalidIdentityToken", credentials::resolveCredentials);
            sts.message = "Couldn't retrieve verification key from your identity provider";
            fails(Kind.PASSING, "InvalidIdentityToken", credentials::resolveCredentials);
        }
    }

    @Test
    void waitsForAnStsThatDoesNotAnswer() {
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            sts.close();
            fails(Kind.PASSING, "got no answer", credentials::resolveCredentials);
        }
    }

    @Test
    void namesTheRoleAndTheActionThatIsMissing() {
        sts.refuseWith(403, "AccessDenied");
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            fails(Kind.REFUSED, ROLE.arn(), credentials::resolveCredentials);
            fails(Kind.REFUSED, "Grant sts:AssumeRole on the role", credentials::resolveCredentials);
        }
    }

    @Test
    void readsTheTokenOfAWebIdentityAnewEachTime() throws IOException {
        // Given
        Path token = Files.writeString(directory.resolve("token"), "first\n");
        sts.life = Duration.ofSeconds(110);
        try (RenewableCredentials credentials = open(new WebIdentity(token), ROLE, NEXT)) {
            credentials.resolveCredentials();

            // When
            Files.writeString(token, "second\n");
            credentials.resolveCredentials();

            // Then
            assertThat(sts.requests)
                    .filteredOn(request -> "AssumeRoleWithWebIdentity".equals(request.get("Action")))
                    .extracting(request -> request.get("WebIdentityToken"))
                    .containsExactly("first", "second");
            assertThat(sts.requests.get(0)).containsEntry("RoleArn", ROLE.arn()).containsEntry("signer", "nobody");
            assertThat(sts.requests.get(1))
                    .containsEntry("Action", "AssumeRole")
                    .containsEntry("RoleArn", NEXT.arn())
                    .containsEntry("signer", "key-1");
        }
    }

    @Test
    void namesATokenFileThatIsNotThere() {
        Path missing = directory.resolve("missing");
        try (RenewableCredentials credentials = open(new WebIdentity(missing), ROLE)) {
            fails(Kind.MISSING, missing.toString(), credentials::resolveCredentials);
        }
    }

    @Test
    void asksAnewForWhatTheStoreTakesNoMore() {
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            credentials.resolveCredentials();
            credentials.renew();
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("key-2");
        }
    }

    @Test
    void keepsWhatAnotherThreadHasFetchedSinceTheyWereRefused() throws Exception {
        ExecutorService another = Executors.newSingleThreadExecutor();
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            // Given two requests that were signed with the same
            another.submit(credentials::resolveCredentials).get();
            credentials.resolveCredentials();

            // When both are refused
            credentials.renew();
            credentials.resolveCredentials();
            another.submit(credentials::renew).get();

            // Then
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("key-2");
            assertThat(sts.requests).hasSize(2);
        } finally {
            another.shutdownNow();
        }
    }

    @Test
    void nobodyWaitsForAnStsThatIsSilentWhileTheOldOnesAreGood() throws Exception {
        // Given
        sts.life = Duration.ofSeconds(110);
        ExecutorService others = Executors.newFixedThreadPool(2);
        try (RenewableCredentials credentials = open(BASE, ROLE)) {
            credentials.resolveCredentials();
            sts.held = new CountDownLatch(1);
            Future<AwsCredentials> asks = others.submit(credentials::resolveCredentials);
            await().until(() -> sts.requests.size() == 2);

            // When
            AwsCredentials given = others.submit(credentials::resolveCredentials)
                    .get(4, TimeUnit.SECONDS); // of the five that asks waits

            // Then
            assertThat(given.accessKeyId()).isEqualTo("key-1");
            sts.held.countDown();
            assertThat(asks.get()).isNotNull();
        } finally {
            sts.held.countDown();
            others.shutdownNow();
        }
    }

    @Test
    void asksTheClassAnewWhereStsCallsItsCredentialsExpired() {
        // Given
        try (RenewableCredentials credentials = open(new Custom(new ProviderClass(Counting.class, Map.of())), ROLE)) {
            Counting.opened = 0;
            sts.refuseWith(403, "ExpiredTokenException");

            // When
            fails(Kind.EXPIRED, "AssumeRole of " + ROLE.arn(), credentials::resolveCredentials);

            // Then
            assertThat(Counting.opened).isEqualTo(1);
            sts.status = 200;
            assertThat(credentials.resolveCredentials().accessKeyId()).startsWith("key-");
        }
    }

    /** A provider that cannot be made the second time. */
    public static final class Moody implements AwsCredentialsProvider {

        private static final AtomicInteger MADE = new AtomicInteger();

        private final String id = "made-" + MADE.incrementAndGet();

        public Moody() {
            if (MADE.get() == 2) {
                throw new IllegalStateException("hush-hush");
            }
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create(id, "s");
        }
    }

    @Test
    void keepsTheOldWhileItCannotBeOpenedAnew() {
        Moody.MADE.set(0);
        try (RenewableCredentials credentials = open(new Custom(new ProviderClass(Moody.class, Map.of())))) {
            // Given
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("made-1");

            // When
            credentials.renew();

            // Then
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("made-1");
            credentials.renew();
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("made-3");
        }
    }

    @Test
    void opensNothingOnceItIsClosed() {
        RenewableCredentials credentials = open(new Custom(new ProviderClass(Counting.class, Map.of())));
        credentials.resolveCredentials();
        credentials.close();
        Counting.opened = 0;
        credentials.renew();
        assertThat(Counting.opened).isZero();
    }

    @Test
    void readsAProfile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("credentials"),
                "[lake]\naws_access_key_id = of-the-profile\naws_secret_access_key = s\n");
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        try (RenewableCredentials credentials = open(new Profile("lake"));
                RenewableCredentials none = open(new Profile("no-such"))) {
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("of-the-profile");
            fails(Kind.MISSING, "aws.profile", none::resolveCredentials);
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
        }
    }

    /** A provider that takes settings. */
    public static final class Configured implements AwsCredentialsProvider, Configurable {

        private String id = "";

        @Override
        public void configure(Map<String, ?> configs) {
            id = String.valueOf(configs.get("id"));
            if (configs.containsKey("broken")) {
                throw new IllegalArgumentException("hush-hush");
            }
        }

        @Override
        public AwsCredentials resolveCredentials() {
            if (id.equals("away")) {
                throw new IllegalStateException("hush-hush");
            }
            return AwsBasicCredentials.create(id, "s");
        }
    }

    /** A provider with a factory that gives one to all, as the SDK's own default chain does. */
    public static final class Shared implements AwsCredentialsProvider, AutoCloseable {

        private static final Shared ONE = new Shared();

        private boolean closed;

        private Shared() {}

        public static Shared create() {
            return ONE;
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create(closed ? "none" : "shared", "s");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void leavesOpenWhatOtherTasksShareWithIt() {
        Custom source = new Custom(new ProviderClass(Shared.class, Map.of()));
        try (RenewableCredentials stays = open(source)) {
            open(source).close();
            assertThat(stays.resolveCredentials().accessKeyId()).isEqualTo("shared");
        }
    }

    /** A provider that is closed. */
    public static final class Closing implements AwsCredentialsProvider, AutoCloseable {

        private static int closed;

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("closing", "s");
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void closesWhatItHasMadeOnce() {
        Closing.closed = 0;
        RenewableCredentials credentials = open(new Custom(new ProviderClass(Closing.class, Map.of())));
        credentials.close();
        credentials.close();
        assertThat(Closing.closed).isEqualTo(1);
    }

    /** A provider that closes who opens it, once that is told. */
    public static final class Ending implements AwsCredentialsProvider, AutoCloseable {

        private static final AtomicInteger OPEN = new AtomicInteger();
        private static final AtomicReference<RenewableCredentials> ENDS = new AtomicReference<>();

        public Ending() {
            OPEN.incrementAndGet();
            RenewableCredentials ends = ENDS.get();
            if (ends != null) {
                ends.close();
            }
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("ending", "s");
        }

        @Override
        public void close() {
            OPEN.decrementAndGet();
        }
    }

    @Test
    void leavesNothingOpenWhenItIsClosedWhileItIsOpenedAnew() {
        // Given
        Ending.OPEN.set(0);
        Ending.ENDS.set(null);
        RenewableCredentials credentials = open(new Custom(new ProviderClass(Ending.class, Map.of())));
        credentials.resolveCredentials();
        Ending.ENDS.set(credentials);

        // When
        credentials.renew();

        // Then
        assertThat(Ending.OPEN).hasValue(0);
    }

    /** A provider with a factory. */
    public static final class Counting implements AwsCredentialsProvider {

        private static int opened;

        private Counting() {}

        public static Counting create() {
            opened++;
            return new Counting();
        }

        @Override
        public AwsCredentials resolveCredentials() {
            return AwsBasicCredentials.create("counted", "s");
        }
    }

    @Test
    void asksAClassOfTheUsersWithItsSettings() {
        Custom source = new Custom(new ProviderClass(Configured.class, Map.of("id", "of-the-user")));
        try (RenewableCredentials credentials = open(source);
                RenewableCredentials role = open(source, ROLE)) {
            assertThat(credentials.resolveCredentials().accessKeyId()).isEqualTo("of-the-user");
            role.resolveCredentials();
            assertThat(sts.requests.get(0)).containsEntry("signer", "of-the-user");
        }
    }

    @Test
    void repeatsNothingThatAClassOfTheUsersSays() {
        Custom away = new Custom(new ProviderClass(Configured.class, Map.of("id", "away")));
        try (RenewableCredentials credentials = open(away)) {
            fails(Kind.MISSING, "java.lang.IllegalStateException", credentials::resolveCredentials);
            assertThatThrownBy(credentials::resolveCredentials)
                    .hasMessageNotContaining("hush-hush")
                    .hasStackTraceContaining("Configured")
                    .satisfies(e -> assertThat(String.valueOf(e.getCause())).doesNotContain("hush-hush"));
        }
        Custom broken = new Custom(new ProviderClass(Configured.class, Map.of("broken", "")));
        assertThatThrownBy(() -> open(broken))
                .isInstanceOf(FatalException.class)
                .hasMessageContaining("java.lang.IllegalArgumentException")
                .hasMessageNotContaining("hush-hush");
    }

    @Test
    void findsClassesWithAConstructorOrAFactory() {
        assertThat(ProviderClass.find(Configured.class.getName())).isEqualTo(Configured.class);
        assertThat(ProviderClass.find(AnonymousCredentialsProvider.class.getName()))
                .isEqualTo(AnonymousCredentialsProvider.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no.such.Provider",
                "com.amazonaws.auth.DefaultAWSCredentialsProviderChain",
                "java.lang.String",
                "software.amazon.awssdk.auth.credentials.StaticCredentialsProvider"
            })
    void refusesClassesThatCannotBeUsed(String name) {
        assertThatThrownBy(() -> ProviderClass.find(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
