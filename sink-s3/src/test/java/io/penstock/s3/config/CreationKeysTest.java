package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.S3SinkConnector;
import io.penstock.s3.store.Encryption;
import io.penstock.s3.store.Encryption.Algorithm;
import io.penstock.s3.store.ObjectOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreationKeysTest {

    private static Map<String, String> props(String... more) {
        Map<String, String> props = new HashMap<>(Map.of("name", "x", "s3.bucket.name", "b"));
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return props;
    }

    private static ObjectOptions options(String... more) {
        return S3SinkConfig.parse(props(more)).objects();
    }

    @Test
    void asksNothingByDefault() {
        assertThat(options()).isEqualTo(ObjectOptions.NONE);
    }

    @Test
    void readsAllOfThem() {
        assertThat(options(
                        "s3.storage.class", "INTELLIGENT_TIERING",
                        "s3.ssea.name", "aws:kms",
                        "s3.sse.kms.key.id", "arn:aws:kms:us-east-1:123456789012:key/1-2",
                        "s3.sse.kms.bucket.key", "true",
                        "s3.acl.canned", "bucket-owner-full-control",
                        "s3.object.tagging.key.value.pairs", "team:orders, tier: raw:new"))
                .isEqualTo(new ObjectOptions(
                        Optional.of("INTELLIGENT_TIERING"),
                        new Encryption(
                                Optional.of(Algorithm.KMS),
                                Optional.of("arn:aws:kms:us-east-1:123456789012:key/1-2"),
                                Optional.of(true)),
                        Optional.of("bucket-owner-full-control"),
                        Map.of("team", "orders", "tier", "raw:new")));
    }

    @ParameterizedTest
    @CsvSource({"AES256,S3", "aes256,S3", "aws:kms,KMS", "aws:kms:dsse,KMS_TWICE"})
    void takesTheNamesOfTheAlgorithmsAsOtherSinksDo(String written, Algorithm meant) {
        assertThat(options("s3.ssea.name", written).encryption().algorithm()).contains(meant);
    }

    @Test
    void takesAnyStorageClassOfAnotherStore() {
        assertThat(options("s3.storage.class", "COLD-HDD", "store.url", "https://rgw.example.org")
                        .storageClass())
                .contains("COLD-HDD");
    }

    @Test
    void reportsAllConflictsAtOnce() {
        assertThatThrownBy(() -> options(
                        "s3.storage.class", "COLD",
                        "s3.ssea.name", "AES256",
                        "s3.sse.kms.key.id", "arn:aws:kms:eu-north-1:123456789012:key/1-2",
                        "s3.sse.kms.bucket.key", "true",
                        "s3.acl.canned", "everybody",
                        "s3.object.tagging.key.value.pairs", "a,aws:x:1,b:1,b:2,c:!"))
                .hasMessageContaining("AWS has no storage class \"COLD\"")
                .hasMessageContaining("s3.sse.kms.key.id: it has no effect with s3.ssea.name=AES256")
                .hasMessageContaining("the key is in region eu-north-1, and the bucket in us-east-1")
                .hasMessageContaining("s3.sse.kms.bucket.key: it has no effect with s3.ssea.name=AES256")
                .hasMessageContaining("s3.acl.canned")
                .hasMessageContaining("one of private, public-read")
                .hasMessageContaining("\"a\" has no colon")
                .hasMessageContaining("the key \"b\" comes twice")
                .hasMessageContaining("\"c\" has other characters");
    }

    @ParameterizedTest
    @CsvSource({
        "s3.sse.kms.key.id,k,without s3.ssea.name",
        "s3.sse.kms.bucket.key,true,without s3.ssea.name",
        "s3.sse.kms.key.id,a b,no key is called",
        "s3.storage.class,a b,no storage class is called",
        "s3.ssea.name,rot13,one of AES256",
        "s3.object.tagging.key.value.pairs,:v,has no key",
        "s3.object.tagging,true,penstock-",
        "s3.object.behavior.on.tagging.error,ignore,or neither",
        "s3.sse.customer.key,x,SSE-C",
        "aws.s3.sse.algorithm,AES256,s3.ssea.name"
    })
    void refusesWhatCannotBe(String key, String value, String why) {
        assertThatThrownBy(() -> options(key, value)).hasMessageContaining(key).hasMessageContaining(why);
    }

    @Test
    void bucketKeysAreForOneLayerOfKmsAlone() {
        assertThatThrownBy(() -> options("s3.ssea.name", "aws:kms:dsse", "s3.sse.kms.bucket.key", "true"))
                .hasMessageContaining("s3.sse.kms.bucket.key: it has no effect with s3.ssea.name=aws:kms:dsse");
        assertThat(options("s3.sse.kms.bucket.key", "false").encryption().bucketKey())
                .contains(false);
    }

    @Test
    void refusesMoreTagsThanS3Takes() {
        String eleven = IntStream.range(0, 11).mapToObj(i -> "k" + i + ":v").collect(Collectors.joining(","));
        assertThatThrownBy(() -> options("s3.object.tagging.key.value.pairs", eleven))
                .hasMessageContaining("more than 10");
    }

    /** KIP-297: validation may see references that no worker has resolved yet. */
    @Test
    void saysNothingOfWhatIsNotResolvedYet() {
        Map<String, String> props = props("s3.ssea.name", "${file:/f:sse}", "s3.sse.kms.key.id", "${file:/f:key}");
        assertThat(new S3SinkConnector().validate(props).configValues())
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }
}
