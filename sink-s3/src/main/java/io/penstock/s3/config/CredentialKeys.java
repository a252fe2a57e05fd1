package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Secret;
import io.penstock.common.config.Values;
import io.penstock.s3.credentials.Credentials;
import io.penstock.s3.credentials.Credentials.Role;
import io.penstock.s3.credentials.Credentials.Session;
import io.penstock.s3.credentials.CredentialsSource;
import io.penstock.s3.credentials.ProviderClass;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say whose requests the store gets. */
final class CredentialKeys {

    private static final String GROUP = "Credentials";
    private static final int MAX_SESSION_NAME = 64;
    private static final Duration CHAINED_MAX = Duration.ofHours(1);
    private static final String CLASS = "class";

    /** Of the settings of {@link #PROVIDER}. */
    static final String PROVIDER_PREFIX = "s3.credentials.provider.";

    /** Stands for a role without one, in a list. */
    private static final String NO_EXTERNAL_ID = "-";

    static final Key<String> ACCESS_KEY = Key.string("aws.access.key.id")
            .group(GROUP)
            .display("Access key id")
            .doc("A fixed access key, together with aws.secret.access.key. Without it and the other sources"
                    + " (aws.profile, aws.web.identity.token.file, s3.credentials.provider.class): the AWS SDK's default"
                    + " chain (environment, system properties, web identity, profile, container, instance role).")
            .optional();
    static final Key<Secret> SECRET_KEY = Key.secret("aws.secret.access.key")
            .group(GROUP)
            .display("Secret access key")
            .doc("The secret that belongs to aws.access.key.id.")
            .optional();
    static final Key<String> PROFILE = Key.string("aws.profile")
            .group(GROUP)
            .display("Profile")
            .doc("A profile of the worker's AWS configuration (~/.aws/config and credentials, or where"
                    + " AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE point to).")
            .optional();
    static final Key<Path> TOKEN_FILE = Key.parsed(
                    "aws.web.identity.token.file", Path::of, "a path of a file on each worker")
            .group(GROUP)
            .display("Web identity token")
            .doc("A file with a token of an identity provider (on EKS"
                    + " /var/run/secrets/eks.amazonaws.com/serviceaccount/token), with which the first role of"
                    + " aws.sts.role.arn is assumed. It is read each time. The default chain finds token and role by"
                    + " itself where the environment names them; this is for connectors with roles of their own.")
            .optional();
    static final Key<Class<?>> PROVIDER = Key.<Class<?>>parsed(
                    PROVIDER_PREFIX + CLASS,
                    ProviderClass::find,
                    "a class that implements software.amazon.awssdk.auth.credentials.AwsCredentialsProvider, whose jar"
                            + " lies beside the plugin's")
            .group(GROUP)
            .display("Credentials provider")
            .doc("A class that gives credentials, of the AWS SDK 2 for Java or of its kind, with a public constructor"
                    + " without parameters or a static create(). One that implements Kafka's Configurable is given all"
                    + " keys that begin with s3.credentials.provider., without that prefix.")
            .importance(Importance.LOW)
            .optional();
    static final Key<List<String>> ROLES = Key.list("aws.sts.role.arn")
            .group(GROUP)
            .display("Roles")
            .doc("The ARN of a role to assume, or of several parted by commas, each assumed with the credentials of the"
                    + " one before.")
            .optional();
    static final Key<String> EXTERNAL_IDS = Key.string("aws.sts.role.external.id")
            .group(GROUP)
            .display("External ids")
            .doc(
                    "The external id that the role's trust policy asks for, as it is; with several roles one for each, parted by"
                            + " commas, - for a role without.")
            .optional();
    static final Key<String> SESSION_NAME = Key.parsed(
                    "aws.sts.role.session.name",
                    CredentialKeys::sessionName,
                    "2 to 64 letters, digits and characters of +=,.@_-")
            .group(GROUP)
            .display("Session name")
            .doc("By which logs of the role's account tell the connector. Not set: penstock- and the connector's name.")
            .importance(Importance.LOW)
            .optional();
    static final Key<Duration> SESSION_DURATION = Key.millis(
                    "aws.sts.role.session.duration.ms", Duration.ofMinutes(15), Duration.ofHours(12))
            .group(GROUP)
            .display("Session length")
            .doc(
                    "How long credentials of a role last; they are renewed two to five minutes before. At most what the role"
                            + " allows, and with several roles an hour.")
            .importance(Importance.LOW)
            .defaultsTo("3600000");
    static final Key<URI> STS_URL = Key.parsed("aws.sts.url", StoreKeys::httpUri, "an http or https URL of an STS")
            .group(GROUP)
            .display("STS URL")
            .doc("The endpoint where roles are assumed. Not set: AWS's own in s3.region. Other stores often have theirs"
                    + " at store.url.")
            .importance(Importance.LOW)
            .optional();

    private CredentialKeys() {}

    static Credentials credentials(Values values, String connector) {
        List<String> arns = values.find(ROLES).orElse(List.of());
        Optional<List<String>> ids = values.find(EXTERNAL_IDS).map(text -> externalIds(text, arns.size()));
        List<Role> roles = new ArrayList<>();
        for (String arn : arns) {
            int at = roles.size();
            roles.add(new Role(arn, ids.map(all -> all.get(at)).filter(id -> !id.equals(NO_EXTERNAL_ID))));
        }
        Session session = new Session(
                values.find(STS_URL),
                values.find(SESSION_NAME).orElseGet(() -> sessionNameOf(connector)),
                values.get(SESSION_DURATION));
        return new Credentials(source(values), roles, session);
    }

    /** One may have commas in it. */
    private static List<String> externalIds(String text, int roles) {
        return roles == 1
                ? List.of(text)
                : Stream.of(text.split(",", -1))
                        .map(String::trim)
                        .filter(id -> !id.isEmpty())
                        .toList();
    }

    private static CredentialsSource source(Values values) {
        Optional<Secret> secret = values.find(SECRET_KEY);
        return Stream.<Optional<CredentialsSource>>of(
                        values.find(ACCESS_KEY)
                                .flatMap(id -> secret.map(key -> new CredentialsSource.AccessKey(id, key))),
                        values.find(PROFILE).map(CredentialsSource.Profile::new),
                        values.find(TOKEN_FILE).map(CredentialsSource.WebIdentity::new),
                        values.find(PROVIDER)
                                .map(type -> new CredentialsSource.Custom(
                                        new ProviderClass(type, providerSettings(values)))))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(CredentialsSource.DefaultChain::new);
    }

    private static Map<String, String> providerSettings(Values values) {
        Map<String, String> settings = new HashMap<>(values.originalsWithPrefix(PROVIDER_PREFIX));
        settings.remove(CLASS);
        return settings;
    }

    /** Adds the faults between keys. By what was written: a config provider's reference that is not resolved yet counts as set. */
    static void crossCheck(Values values, Problems problems) {
        checkAccessKey(values, problems);
        checkSources(values, problems);
        checkRoles(values, problems);
    }

    private static void checkAccessKey(Values values, Problems problems) {
        boolean id = values.written(ACCESS_KEY);
        if (id != values.written(SECRET_KEY)) {
            Key<?> missing = id ? SECRET_KEY : ACCESS_KEY;
            Key<?> present = id ? ACCESS_KEY : SECRET_KEY;
            problems.add(
                    missing.name(),
                    "it is absent although " + present.name() + " is set",
                    "Set both, or neither for another source.");
        }
    }

    private static void checkSources(Values values, Problems problems) {
        List<Key<?>> sources = Stream.of(ACCESS_KEY, PROFILE, TOKEN_FILE, PROVIDER)
                .filter(values::written)
                .toList();
        for (int i = 1; i < sources.size(); i++) {
            problems.add(
                    sources.get(i).name(),
                    "it is set beside " + sources.get(0).name() + ", which gives credentials too",
                    "Leave one of the two.");
        }
        if (!values.written(PROVIDER)) {
            providerSettings(values)
                    .keySet()
                    .forEach(setting -> problems.add(
                            PROVIDER_PREFIX + setting,
                            "it has no effect without " + PROVIDER.name(),
                            "Set that, or remove it."));
        }
    }

    private static void checkRoles(Values values, Problems problems) {
        if (!values.written(ROLES)) {
            if (values.written(TOKEN_FILE)) {
                problems.add(
                        TOKEN_FILE.name(),
                        "there is no role to assume with the token",
                        "Set " + ROLES.name() + ", or remove it.");
            }
            Stream.of(EXTERNAL_IDS, SESSION_NAME, SESSION_DURATION, STS_URL)
                    .filter(values::chosen)
                    .forEach(key -> problems.add(
                            key.name(), "it has no effect without " + ROLES.name(), "Set that, or remove it."));
            return;
        }
        values.find(ROLES).ifPresent(roles -> checkRoles(roles, values, problems));
    }

    private static void checkRoles(List<String> roles, Values values, Problems problems) {
        if (roles.isEmpty()) {
            problems.add(ROLES.name(), "there is no role in it", "Name one, or remove it.");
            return;
        }
        roles.stream()
                .filter(arn -> !arn.matches("arn(:[^:]*){4}:\\S+"))
                .forEach(arn -> problems.add(
                        ROLES.name(),
                        "\"" + arn + "\" is no ARN",
                        "Use the form arn:aws:iam::123456789012:role/name."));
        values.find(EXTERNAL_IDS)
                .map(text -> externalIds(text, roles.size()))
                .filter(ids -> ids.size() != roles.size())
                .ifPresent(ids -> problems.add(
                        EXTERNAL_IDS.name(),
                        "there are " + ids.size() + " for " + roles.size() + " roles",
                        "Give one for each, - for a role without."));
        int sessions = roles.size();
        values.find(SESSION_DURATION)
                .filter(duration -> sessions > 1 && duration.compareTo(CHAINED_MAX) > 0)
                .ifPresent(duration -> problems.add(
                        SESSION_DURATION.name(),
                        duration.toMillis() + " is more than the hour that AWS allows to a role that is assumed by"
                                + " another",
                        "Use at most " + CHAINED_MAX.toMillis() + "."));
    }

    private static String sessionName(String text) {
        if (!text.matches("[\\w+=,.@-]{2,64}")) {
            throw new IllegalArgumentException("it cannot be a session's name");
        }
        return text;
    }

    private static String sessionNameOf(String connector) {
        String name = "penstock-" + connector.replaceAll("[^\\w+=,.@-]", "-");
        return name.substring(0, Math.min(name.length(), MAX_SESSION_NAME));
    }
}
