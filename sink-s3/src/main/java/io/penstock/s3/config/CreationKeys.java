package io.penstock.s3.config;

import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Values;
import io.penstock.s3.store.Encryption;
import io.penstock.s3.store.Encryption.Algorithm;
import io.penstock.s3.store.ObjectOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** The keys that say how objects are stored: each goes with the request that creates an object or an upload. */
final class CreationKeys {

    private static final String GROUP = "Objects";

    /** Those that AWS takes for general purpose buckets; other stores name their own. */
    private static final List<String> AWS_CLASSES = List.of(
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER_IR",
            "GLACIER",
            "DEEP_ARCHIVE",
            "OUTPOSTS",
            "SNOW",
            "EXPRESS_ONEZONE",
            "FSX_OPENZFS",
            "FSX_ONTAP");

    private static final Pattern KMS_ARN = Pattern.compile("arn:[^:]+:kms:([^:]+):.*");

    private static final int MAX_TAGS = 10;
    private static final int MAX_TAG_KEY = 128;
    private static final int MAX_TAG_VALUE = 256;

    /** "Object tagging" in the S3 user guide. */
    private static final Pattern TAG_TEXT = Pattern.compile("[\\p{L}\\p{N} +\\-=._:/@]*");

    static final Key<String> STORAGE_CLASS = Key.parsed(
                    "s3.storage.class", CreationKeys::storageClass, "a storage class, for example INTELLIGENT_TIERING")
            .group(GROUP)
            .display("Storage class")
            .doc(
                    "The storage class of data objects: STANDARD, INTELLIGENT_TIERING, STANDARD_IA, ONEZONE_IA, GLACIER_IR,"
                            + " GLACIER and DEEP_ARCHIVE on AWS, or one that the store of store.url has. Not set: the store's own"
                            + " default, STANDARD on AWS. Commit records are never in it.")
            .optional();
    static final Key<Algorithm> ENCRYPTION = Key.choice("s3.ssea.name", List.of(Algorithm.values()), Algorithm::header)
            .group(GROUP)
            .display("Encryption")
            .doc("How the store encrypts objects and commit records: AES256 is SSE-S3, aws:kms SSE-KMS, aws:kms:dsse"
                    + " DSSE-KMS. Not set: what the bucket does by default.")
            .optional();
    static final Key<String> KMS_KEY = Key.parsed(
                    "s3.sse.kms.key.id", CreationKeys::kmsKey, "the id, the ARN or the alias of a key")
            .group(GROUP)
            .display("KMS key")
            .doc("The key that KMS encrypts with: its id, its ARN, or alias/<name>. Not set: the account's aws/s3.")
            .optional();
    static final Key<Boolean> BUCKET_KEY = Key.bool("s3.sse.kms.bucket.key")
            .group(GROUP)
            .display("Bucket key")
            .doc("Whether S3 encrypts with a key of the bucket that KMS has given, instead of asking KMS for each"
                    + " object. Not set: what the bucket says.")
            .importance(Importance.LOW)
            .optional();
    static final Key<String> ACL = Key.choice(
                    "s3.acl.canned",
                    List.of(
                            "private",
                            "public-read",
                            "public-read-write",
                            "authenticated-read",
                            "aws-exec-read",
                            "bucket-owner-read",
                            "bucket-owner-full-control"),
                    acl -> acl)
            .group(GROUP)
            .display("Canned ACL")
            .doc("The canned ACL of data objects; commit records have it too where it gives them to the bucket's owner."
                    + " Buckets whose ACLs are disabled, as is AWS's default, refuse any but"
                    + " bucket-owner-full-control. Not set: none.")
            .importance(Importance.LOW)
            .optional();
    static final Key<Map<String, String>> TAGS = Key.parsed(
                    "s3.object.tagging.key.value.pairs", CreationKeys::tags, "pairs such as team:orders,tier:raw")
            .group(GROUP)
            .display("Tags")
            .doc("Tags of data objects: up to ten pairs of key:value, parted by commas. What a file holds is in its"
                    + " object's metadata. Commit records have no tags.")
            .optional();

    private CreationKeys() {}

    static ObjectOptions options(Values values) {
        return new ObjectOptions(
                values.find(STORAGE_CLASS),
                new Encryption(values.find(ENCRYPTION), values.find(KMS_KEY), values.find(BUCKET_KEY)),
                values.find(ACL),
                values.find(TAGS).orElse(Map.of()));
    }

    /** Adds the faults between keys. */
    static void crossCheck(Values values, Problems problems) {
        // A reference that a config provider has yet to resolve may be anything.
        Optional<Algorithm> algorithm = values.find(ENCRYPTION);
        boolean known = algorithm.isPresent() || !values.written(ENCRYPTION);
        String present =
                algorithm.map(set -> "with s3.ssea.name=" + set.header()).orElse("without s3.ssea.name");
        if (known
                && values.written(KMS_KEY)
                && !algorithm.filter(Algorithm::isKms).isPresent()) {
            problems.add(KMS_KEY.name(), "it has no effect " + present, "Set s3.ssea.name=aws:kms, or remove it.");
        }
        if (known
                && values.find(BUCKET_KEY).equals(Optional.of(true))
                && !algorithm.equals(Optional.of(Algorithm.KMS))) {
            problems.add(BUCKET_KEY.name(), "it has no effect " + present, "Set s3.ssea.name=aws:kms, or remove it.");
        }
        if (!values.written(StoreKeys.STORE_URL)) {
            checkForAws(values, problems);
        }
    }

    private static void checkForAws(Values values, Problems problems) {
        values.find(STORAGE_CLASS)
                .filter(name -> !AWS_CLASSES.contains(name))
                .ifPresent(name -> problems.add(
                        STORAGE_CLASS.name(),
                        "AWS has no storage class \"" + name + "\"",
                        "Use one of " + String.join(", ", AWS_CLASSES) + ", or set store.url."));
        Optional<String> region = values.find(StoreKeys.REGION);
        values.find(KMS_KEY)
                .map(KMS_ARN::matcher)
                .filter(Matcher::matches)
                .ifPresent(arn -> region.filter(of -> !of.equals(arn.group(1)))
                        .ifPresent(of -> problems.add(
                                KMS_KEY.name(),
                                "the key is in region " + arn.group(1) + ", and the bucket in " + of + " (s3.region)",
                                "Use a key of the bucket's region.")));
    }

    private static String storageClass(String text) {
        if (!text.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException("it holds what no storage class is called");
        }
        return text;
    }

    private static String kmsKey(String text) {
        if (!text.matches("[A-Za-z0-9:/_-]{1,2048}")) {
            throw new IllegalArgumentException("it holds what no key is called");
        }
        return text;
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (String pair : text.split(",", -1)) {
            int colon = pair.indexOf(':');
            if (colon < 0) {
                faults.add("\"" + pair.trim() + "\" has no colon");
                continue;
            }
            String key = pair.substring(0, colon).trim();
            String value = pair.substring(colon + 1).trim();
            checkTag(key, value, faults);
            if (tags.put(key, value) != null) {
                faults.add("the key \"" + key + "\" comes twice");
            }
        }
        if (tags.size() > MAX_TAGS) {
            faults.add("there are more than " + MAX_TAGS);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return tags;
    }

    private static void checkTag(String key, String value, List<String> faults) {
        if (key.isEmpty() || key.length() > MAX_TAG_KEY || value.length() > MAX_TAG_VALUE) {
            faults.add("\"" + key + "\" has no key, or more than " + MAX_TAG_KEY + " characters in its key or "
                    + MAX_TAG_VALUE + " in its value");
        }
        if (!TAG_TEXT.matcher(key).matches() || !TAG_TEXT.matcher(value).matches()) {
            faults.add("\"" + key + "\" has other characters than letters, digits, blanks and + - = . _ : / @");
        }
        if (key.startsWith("aws:")) {
            faults.add("\"" + key + "\" begins with aws:, which is AWS's own");
        }
    }
}
