package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.config.Secret;
import io.penstock.s3.S3SinkConnector;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Role;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import io.penstock.s3.credentials.ProviderClass;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;

class CredentialKeysTest {

    private static final String ROLE = "arn:aws:iam::123456789012:role/lake";
    private static final String NEXT = "arn:aws:iam::210987654321:role/path/writer";

    private static Map<String, String> props(String... more) {
        Map<String, String> props = new HashMap<>(Map.of("name", "Lake: orders", "s3.bucket.name", "b"));
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return props;
    }

    private static Credentials credentials(String... more) {
        return S3SinkConfig.parse(props(more)).store().credentials();
    }

    @Test
    void takesTheDefaultChainWithoutAnyKey() {
        assertThat(credentials().source()).isEqualTo(new CredentialsSource.DefaultChain());
        assertThat(credentials().roles()).isEmpty();
    }

    @Test
    void readsEachSource() {
        assertThat(credentials("aws.access.key.id", "id", "aws.secret.access.key", "s")
                        .source())
                .isEqualTo(new CredentialsSource.AccessKey("id", Secret.of("s")));
        assertThat(credentials("aws.profile", "lake").source()).isEqualTo(new CredentialsSource.Profile("lake"));
        assertThat(credentials("aws.web.identity.token.file", "/run/token", "aws.sts.role.arn", ROLE)
                        .source())
                .isEqualTo(new CredentialsSource.WebIdentity(Path.of("/run/token")));
        assertThat(credentials(
                                "s3.credentials.provider.class",
                                AnonymousCredentialsProvider.class.getName(),
                                "s3.credentials.provider.some.key",
                                "v")
                        .source())
                .isEqualTo(new CredentialsSource.Custom(
                        new ProviderClass(AnonymousCredentialsProvider.class, Map.of("some.key", "v"))));
    }

    @Test
    void readsAChainOfRoles() {
        Credentials read = credentials(
                "aws.sts.role.arn", ROLE + ", " + NEXT,
                "aws.sts.role.external.id", "-,theirs",
                "aws.sts.role.session.name", "lake",
                "aws.sts.role.session.duration.ms", "900000",
                "aws.sts.url", "https://sts.example.org");
        assertThat(read.roles())
                .containsExactly(new Role(ROLE, Optional.empty()), new Role(NEXT, Optional.of("theirs")));
        assertThat(read.session())
                .isEqualTo(new Session(
                        Optional.of(URI.create("https://sts.example.org")), "lake", Duration.ofMinutes(15)));
    }

    /** AWS allows commas in external ids. */
    @Test
    void takesTheExternalIdOfOneRoleAsItIs() {
        assertThat(credentials("aws.sts.role.arn", ROLE, "aws.sts.role.external.id", "a,,b-1")
                        .roles())
                .containsExactly(new Role(ROLE, Optional.of("a,,b-1")));
        assertThat(credentials("aws.sts.role.arn", ROLE, "aws.sts.role.external.id", "-")
                        .roles())
                .containsExactly(new Role(ROLE, Optional.empty()));
    }

    @Test
    void refusesRolesOfWhichThereAreNone() {
        assertThatThrownBy(() -> credentials("aws.web.identity.token.file", "/run/token", "aws.sts.role.arn", ","))
                .hasMessageContaining("aws.sts.role.arn: there is no role in it");
    }

    @Test
    void makesASessionsNameOfTheConnectors() {
        assertThat(credentials("aws.sts.role.arn", ROLE).session().name()).isEqualTo("penstock-Lake--orders");
        assertThat(credentials("name", "x".repeat(80)).session().name()).hasSize(64);
    }

    @Test
    void reportsAllConflictsAtOnce() {
        assertThatThrownBy(() -> credentials(
                        "aws.access.key.id", "id",
                        "aws.profile", "lake",
                        "aws.web.identity.token.file", "/run/token",
                        "s3.credentials.provider.secret", "hush-hush",
                        "aws.sts.role.arn", "lake," + NEXT,
                        "aws.sts.role.external.id", "ours",
                        "aws.sts.role.session.name", "a b",
                        "aws.sts.role.session.duration.ms", "3600001"))
                .hasMessageContaining("aws.secret.access.key: it is absent although aws.access.key.id is set")
                .hasMessageContaining("aws.profile: it is set beside aws.access.key.id")
                .hasMessageContaining("aws.web.identity.token.file: it is set beside aws.access.key.id")
                .hasMessageContaining("s3.credentials.provider.secret: it has no effect without")
                .hasMessageContaining("\"lake\" is no ARN")
                .hasMessageContaining("there are 1 for 2 roles")
                .hasMessageContaining("aws.sts.role.session.name")
                .hasMessageContaining("more than the hour")
                .hasMessageNotContaining("hush-hush");
    }

    @ParameterizedTest
    @CsvSource({
        "aws.web.identity.token.file,/run/token,no role to assume",
        "aws.sts.role.external.id,ours,no effect without aws.sts.role.arn",
        "aws.sts.role.session.name,lake,no effect without aws.sts.role.arn",
        "aws.sts.role.session.duration.ms,900000,no effect without aws.sts.role.arn",
        "aws.sts.url,https://sts.example.org,no effect without aws.sts.role.arn",
        "aws.sts.role.session.duration.ms,60000,from 900000",
        "s3.credentials.provider.class,com.amazonaws.auth.DefaultAWSCredentialsProviderChain,SDK 1",
        "s3.credentials.provider.class,no.such.Provider,not in the plugin's directory",
        "aws.credentials.provider,x,s3.credentials.provider.class",
        "aws.sts.role.session.duration,3600,milliseconds",
        "aws.sts.config.endpoint,x,aws.sts.url"
    })
    void refusesWhatCannotBe(String key, String value, String why) {
        assertThatThrownBy(() -> credentials(key, value))
                .hasMessageContaining(key)
                .hasMessageContaining(why);
    }

    @Test
    void takesTheDefaultsThatAFormSendsBack() {
        assertThat(credentials(
                                "aws.sts.role.arn", "",
                                "aws.sts.role.external.id", "",
                                "aws.sts.role.session.duration.ms", "3600000",
                                "aws.sts.url", "",
                                "aws.profile", "",
                                "s3.credentials.provider.class", "")
                        .roles())
                .isEmpty();
    }

    /** KIP-297: validation may see references that no worker has resolved yet. */
    @Test
    void saysNothingOfWhatIsNotResolvedYet() {
        Map<String, String> props = props(
                "aws.access.key.id", "${file:/f:id}",
                "aws.secret.access.key", "${file:/f:secret}",
                "aws.sts.role.arn", "${file:/f:roles}",
                "aws.sts.role.external.id", "${file:/f:ids}");
        assertThat(new S3SinkConnector().validate(props).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }
}
