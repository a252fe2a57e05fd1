package io.penstock.chaos.check;

import io.penstock.chaos.plan.ObjectFormat;
import io.penstock.chaos.plan.Topology;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the store holds, by its vendor's client and the formats' own readers, one object at a time. */
final class ObjectReader implements AutoCloseable {

    /** Where the sink keeps its commit records; everything else in a bucket is data. */
    private static final String CHAINS = "_penstock/";

    private final S3Client client;

    private final ObjectFormat format;

    /** What data objects are made of. */
    enum Form {
        LINES,
        GZIPPED_LINES,
        AVRO,
        PARQUET
    }

    /** @param format as the run's topology has it */
    ObjectReader(Targets.Store store, ObjectFormat format) {
        this.format = format;
        client = S3Client.builder()
                .endpointOverride(store.endpoint())
                .region(Region.of(store.region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
                .build();
    }

    List<StoredObject> read(String bucket) {
        return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .filter(object -> !object.key().startsWith(CHAINS))
                .map(object -> object(bucket, object.key(), isInParts(object)))
                .toList();
    }

    /** Keys and ids of the unfinished multipart uploads. */
    List<String> uploads(String bucket) {
        List<String> uploads = new ArrayList<>();
        for (MultipartUpload upload : client.listMultipartUploadsPaginator(request -> request.bucket(bucket))
                .uploads()) {
            uploads.add(upload.key() + " (" + upload.uploadId() + ")");
        }
        return uploads;
    }

    /** The ETag of such an object ends in the number of its parts. */
    private static boolean isInParts(S3Object object) {
        return object.eTag().contains("-");
    }

    private StoredObject object(String bucket, String key, boolean inParts) {
        try (InputStream in = client.getObject(request -> request.bucket(bucket).key(key))) {
            return parsed(key, inParts, in, form(bucket));
        } catch (IOException | SdkException e) {
            return new StoredObject(key, List.of(), List.of("cannot be read: " + e.getMessage()), inParts);
        }
    }

    /** As {@code ConnectorConfigs} sets it. */
    private Form form(String bucket) {
        if (bucket.equals(Topology.bucketOf(Topology.TIMED_SINK))) {
            return Form.LINES;
        }
        return switch (format) {
            case JSONL -> Form.GZIPPED_LINES;
            case AVRO -> Form.AVRO;
            case PARQUET -> Form.PARQUET;
        };
    }

    /** Whatever stands before a damage is kept. */
    static StoredObject parsed(String key, boolean inParts, InputStream in, Form form) {
        ObjectParser parser = new ObjectParser();
        try {
            switch (form) {
                case LINES -> parser.lines(in);
                case GZIPPED_LINES -> gunzip(in.readAllBytes(), parser);
                case AVRO -> AvroObject.read(in.readAllBytes(), parser);
                case PARQUET -> ParquetObject.read(in, parser);
            }
        } catch (IOException e) {
            parser.damaged("ends too early or is no "
                    + form.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + e.getMessage());
        }
        return parser.object(key, inParts);
    }

    private static void gunzip(byte[] bytes, ObjectParser parser) throws IOException {
        try (WholeGzip gzip = new WholeGzip(bytes)) {
            parser.lines(gzip);
            if (gzip.isFollowed()) {
                parser.damaged("has bytes behind its gzip");
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }

    /** Java's own passes over whatever stands behind the last member. */
    private static final class WholeGzip extends GZIPInputStream {

        private static final int TRAILER = 8;

        WholeGzip(byte[] bytes) throws IOException {
            // All in one buffer, so that the inflater knows how much of it is left.
            super(new ByteArrayInputStream(bytes), Math.max(1, bytes.length));
        }

        /** To be asked at the end. */
        boolean isFollowed() {
            return inf.getRemaining() != TRAILER;
        }
    }
}
