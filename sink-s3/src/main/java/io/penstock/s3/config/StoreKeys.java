package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say where the store is and how to reach it. */
final class StoreKeys {

    private static final String GROUP = "Store";

    static final Key<String> BUCKET = Key.string("s3.bucket.name")
            .group(GROUP)
            .display("Bucket")
            .doc("The bucket of the objects. It must exist.")
            .importance(Importance.HIGH)
            .required();
    static final Key<String> REGION = Key.string("s3.region")
            .group(GROUP)
            .display("Region")
            .doc("The region of the bucket; for stores other than AWS, the one that requests are signed for.")
            .importance(Importance.HIGH)
            .defaultsTo("us-east-1");
    static final Key<URI> STORE_URL = Key.parsed("store.url", StoreKeys::httpUri, "an http or https URL of a store")
            .group(GROUP)
            .display("Store URL")
            .doc("The endpoint of a store other than AWS, for example https://s3.example.org:9000. Not set: AWS.")
            .optional();
    static final Key<PathStyle> PATH_STYLE = Key.oneOf("s3.path.style", PathStyle.class)
            .group(GROUP)
            .display("Path-style requests")
            .doc("Whether the bucket's name stands in the path (true) or in the host name (false) of requests."
                    + " auto: in the path where store.url is set.")
            .importance(Importance.LOW)
            .defaultsTo("auto");
    static final Key<Checksum> CHECKSUM = Key.oneOf("s3.checksum", Checksum.class)
            .group(GROUP)
            .display("Checksums")
            .doc(
                    "Whether requests that store something carry a CRC32 of it. crc32: yes; required: no, as nothing that the sink asks needs"
                            + " one. auto: crc32 at AWS, required where store.url is set, since many stores refuse what they do not know. A bucket with"
                            + " Object Lock needs crc32.")
            .importance(Importance.LOW)
            .defaultsTo("auto");
    static final Key<Duration> REQUEST_TIMEOUT = Key.millis(
                    "s3.request.timeout.ms", Duration.ofMillis(100), Duration.ofMinutes(10))
            .group(GROUP)
            .display("Request timeout")
            .doc(
                    "The longest wait for the store's answer to one request. In the sink a put may make three in a row, which"
                            + " must fit into the consumer's max.poll.interval.ms.")
            .importance(Importance.LOW)
            .defaultsTo("30000");
    static final Key<Duration> RETRY_TIMEOUT = Key.millis("retry.timeout.ms", Duration.ZERO, Duration.ofDays(3650))
            .group(GROUP)
            .display("Retry timeout")
            .doc(
                    "How long one outage is waited out before the task fails; unset for no bound. Whatever is done ends an outage: of"
                            + " the sink a commit record, a file, a part of one; of the restore a batch that was read. A sink's task stays in its consumer group"
                            + " meanwhile, keeps its buffer, and Kafka keeps the rest.")
            .optional();
    static final Key<Duration> BACKOFF_INITIAL = Key.millis(
                    "retry.backoff.initial.ms", Duration.ofMillis(1), Duration.ofMinutes(10))
            .group(GROUP)
            .display("First back-off")
            .doc("The bound of the pause after the first failed attempt; it doubles with each further one. Pauses are"
                    + " drawn evenly below the bound.")
            .importance(Importance.LOW)
            .defaultsTo("200");
    static final Key<Duration> BACKOFF_MAX = Key.millis(
                    "retry.backoff.max.ms", Duration.ofMillis(1), Duration.ofMinutes(10))
            .group(GROUP)
            .display("Longest back-off")
            .doc("The bound that no pause between two attempts exceeds.")
            .importance(Importance.LOW)
            .defaultsTo("20000");

    /** Of AWS, which forms the host's name of it. */
    private static final Pattern AWS_REGION = Pattern.compile("[a-z0-9-]+");

    private static final Pattern NO_BUCKET = Pattern.compile("(?!arn:).*[/\\s].*");

    private StoreKeys() {}

    /** Adds what no store would ever answer to, and would be taken for an outage. */
    static void crossCheck(Values values, Problems problems) {
        values.find(BUCKET)
                .filter(name -> NO_BUCKET.matcher(name).matches())
                .ifPresent(name -> problems.add(
                        BUCKET.name(),
                        "it is more than a bucket's name",
                        "Write the name alone, without s3:// and without a path, which belongs into topics.dir."));
        values.find(REGION)
                .filter(region -> !values.written(STORE_URL)
                        && !AWS_REGION.matcher(region).matches())
                .ifPresent(region -> problems.add(
                        REGION.name(),
                        "AWS has no region that is written so",
                        "Write it as in eu-west-1, or set store.url."));
    }

    /** A parser of URLs that messages may show. */
    static URI httpUri(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                throw new IllegalArgumentException("it is not an http or https URL with a host");
            }
            if (uri.getUserInfo() != null || uri.getRawQuery() != null) {
                // Messages name the URL.
                throw new IllegalArgumentException(
                        "credentials belong into aws.access.key.id and aws.secret.access.key");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is not a URL: " + e.getReason(), e);
        }
    }
}
