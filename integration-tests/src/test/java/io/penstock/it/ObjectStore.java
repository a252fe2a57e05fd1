package io.penstock.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the store holds, by its vendor's client, {@code gunzip} and Jackson. Goes to the store itself, past every proxy. */
final class ObjectStore implements AutoCloseable {

    /** Where the sink keeps its commit records; everything else in a bucket is data. */
    static final String CHAINS = "_penstock/";

    private static final Pattern FILE = Pattern.compile("-(\\d+)-(\\d{20})\\.[^/]*$");

    private final ObjectMapper json = new ObjectMapper();
    private final S3Client client;

    ObjectStore(S3ProxyServer server) {
        this.client = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .build();
    }

    /** Commit records, in no order that matters. */
    List<String> chainKeys(String bucket) {
        return keys(bucket).stream().filter(key -> key.contains(CHAINS)).toList();
    }

    List<String> dataKeys(String bucket) {
        return keys(bucket).stream().filter(key -> !key.contains(CHAINS)).toList();
    }

    /** With which offset the last file of each partition begins, by the files' names. */
    Map<Integer, Long> lastFileOffsets(String bucket) {
        Map<Integer, Long> last = new HashMap<>();
        for (String key : dataKeys(bucket)) {
            Matcher name = FILE.matcher(key);
            if (!name.find()) {
                throw new IllegalArgumentException("object " + key + " is not named by a partition and an offset");
            }
            last.merge(Integer.valueOf(name.group(1)), Long.valueOf(name.group(2)), Math::max);
        }
        return last;
    }

    /** Every line of every data object. */
    List<JsonNode> records(String bucket) {
        List<JsonNode> all = new ArrayList<>();
        for (String key : dataKeys(bucket)) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes(bucket, key)));
                    MappingIterator<JsonNode> lines =
                            json.readerFor(JsonNode.class).readValues(in)) {
                all.addAll(lines.readAll());
            } catch (IOException e) {
                throw new UncheckedIOException("object " + key + " is not gzipped JSON lines", e);
            }
        }
        return all;
    }

    byte[] bytes(String bucket, String key) {
        return client.getObjectAsBytes(request -> request.bucket(bucket).key(key))
                .asByteArray();
    }

    private List<String> keys(String bucket) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
