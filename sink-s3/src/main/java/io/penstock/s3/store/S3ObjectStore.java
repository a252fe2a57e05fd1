package io.penstock.s3.store;

import io.penstock.common.error.FatalException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.Upload;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.partition.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A bucket over the AWS SDK's synchronous client. */
public final class S3ObjectStore implements ObjectStore {

    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;

    /** The SDK takes none of nothing. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    private final S3Connection connection;
    private final S3Client client;
    private final String bucket;
    private final ObjectOptions options;
    private final Creation data;
    private final Creation commitRecords;

    /**
     * Of what is stored; of the parts of an upload and of the object that they become, which AWS wants to be of one algorithm. Null for a
     * store that may not know it. The SDK would compute one of each part, and say nothing of it when the upload is created.
     */
    private final @Nullable ChecksumAlgorithm checksum;

    private final Failures failures;
    private final Duration requestTimeout;

    private S3ObjectStore(S3Connection connection, StoreAddress address, ObjectOptions options) {
        this.connection = connection;
        this.client = connection.client();
        this.bucket = address.bucket();
        this.options = options;
        this.data = new Creation(options);
        this.commitRecords = new Creation(options.ofCommitRecords());
        this.checksum = address.checksums() ? ChecksumAlgorithm.CRC32 : null;
        this.failures = new Failures(address, options, connection.credentials()::renew);
        this.requestTimeout = address.requestTimeout();
    }

    /** Makes the client; does no I/O. */
    public static S3ObjectStore open(StoreAddress address, ObjectOptions options, Clock clock, LongSupplier ticker) {
        return new S3ObjectStore(S3Connection.open(address, clock, ticker), address, options);
    }

    @Override
    public Optional<Stored> putIfAbsent(String key, Content content, ObjectHeaders headers) {
        try {
            SdkResponse response =
                    client.putObject(request(key, headers).ifNoneMatch("*").build(), body(content));
            return Optional.of(new Stored(serverTime(response)));
        } catch (SdkException e) {
            if (status(e) == PRECONDITION_FAILED) {
                return Optional.empty();
            }
            // A store that lacks something else of what was asked for answers the same.
            boolean conditionAlone = options.at(key).configured().isEmpty();
            if (status(e) == Failures.NOT_IMPLEMENTED && conditionAlone) {
                throw new FatalException(
                        S3Error.NO_CONDITIONAL_PUT,
                        "the store has no PutObject with If-None-Match (it answered 501). "
                                + S3Error.NO_CONDITIONAL_PUT.remedy(),
                        Failures.cause(key, e));
            }
            throw failures.judge("PutObject", key, e);
        }
    }

    @Override
    public void put(String key, Content content, ObjectHeaders headers) {
        failures.judged(
                "PutObject", key, () -> client.putObject(request(key, headers).build(), body(content)));
    }

    private PutObjectRequest.Builder request(String key, ObjectHeaders headers) {
        return creation(key).put(headers).bucket(bucket).key(key).checksumAlgorithm(checksum);
    }

    private Creation creation(String key) {
        return ObjectKey.isLedger(key) ? commitRecords : data;
    }

    @Override
    public Optional<Fetched> get(String key) {
        try {
            ResponseBytes<GetObjectResponse> response =
                    client.getObjectAsBytes(request -> request.bucket(bucket).key(key));
            Content content = Content.of(response.asByteArrayUnsafe());
            return Optional.of(new Fetched(content, response.response().lastModified()));
        } catch (SdkException e) {
            if (noSuchKey(e)) {
                return Optional.empty();
            }
            throw failures.judge("GetObject", key, e);
        }
    }

    @Override
    public Optional<Map<String, String>> metadata(String key) {
        try {
            return Optional.of(ObjectHeaders.answered(
                    client.headObject(request -> request.bucket(bucket).key(key))
                            .metadata()));
        } catch (SdkException e) {
            // A HEAD has no body, so that a missing bucket looks the same; the requests before it have shown the
            // bucket.
            if (status(e) == NOT_FOUND) {
                return Optional.empty();
            }
            if ((status(e) == BAD_REQUEST || status(e) == FORBIDDEN) && code(e).isEmpty()) {
                return metadataOrWhyNot(key);
            }
            throw failures.judge("HeadObject", key, e);
        }
    }

    /**
     * The same by a GET, whose refusal says its reason: credentials that have expired and a clock that is wrong are 400 and 403 too. What
     * the object holds is not taken.
     */
    private Optional<Map<String, String>> metadataOrWhyNot(String key) {
        try (ResponseInputStream<GetObjectResponse> answer =
                client.getObject(request -> request.bucket(bucket).key(key))) {
            answer.abort();
            return Optional.of(ObjectHeaders.answered(answer.response().metadata()));
        } catch (SdkException e) {
            if (noSuchKey(e)) {
                return Optional.empty();
            }
            if (code(e).equals("InvalidObjectState")) { // archived: whoever is told so may look at it
                throw failures.passing("HeadObject", key, e);
            }
            throw failures.judge("HeadObject", key, e);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer that was given up cannot be closed", e);
        }
    }

    @Override
    public Listed list(String prefix) {
        List<Entry> entries = new ArrayList<>();
        Optional<Instant> firstPage = Optional.empty();
        String next = null;
        do {
            String token = next;
            ListObjectsV2Response page = failures.judged(
                    "ListObjectsV2",
                    prefix,
                    () -> client.listObjectsV2(
                            request -> request.bucket(bucket).prefix(prefix).continuationToken(token)));
            if (token == null) {
                firstPage = serverTime(page); // the earliest: what was the newest then may not be so on a later page
            }
            page.contents().forEach(object -> entries.add(new Entry(object.key(), object.lastModified())));
            next = Pages.next(page, prefix);
        } while (next != null);
        return new Listed(List.copyOf(entries), firstPage);
    }

    @Override
    public Folders listFolders(String prefix, SortedSet<String> folders, int most, BooleanSupplier wanted) {
        FolderWalk walk = new FolderWalk(folders, most);
        Optional<Instant> begun = Optional.empty();
        String next = null;
        while (!walk.over() && wanted.getAsBoolean()) {
            String token = next;
            ListObjectsV2Response page = failures.judged(
                    "ListObjectsV2",
                    prefix,
                    () -> client.listObjectsV2(request -> {
                        request.bucket(bucket).prefix(prefix).continuationToken(token);
                        walk.jump().ifPresent(request::startAfter);
                    }));
            if (token == null && begun.isEmpty()) {
                begun = serverTime(page);
            }
            next = Pages.next(page, prefix);
            walk.page(
                    page.contents().stream()
                            .map(object -> new Entry(object.key(), object.lastModified()))
                            .toList(),
                    next != null);
            next = walk.jump().isPresent() ? null : next;
        }
        return new Folders(walk.complete(), begun);
    }

    @Override
    public List<String> folders(String prefix) {
        List<String> folders = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            ListObjectsV2Response page = failures.judged(
                    "ListObjectsV2",
                    prefix,
                    () -> client.listObjectsV2(request ->
                            request.bucket(bucket).prefix(prefix).delimiter("/").continuationToken(token)));
            for (CommonPrefix folder : page.commonPrefixes()) {
                folders.add(folder.prefix()
                        .substring(prefix.length(), folder.prefix().length() - 1));
            }
            next = Pages.next(page, prefix);
        } while (next != null);
        return folders;
    }

    @Override
    public void delete(String key) {
        delete(key, requestTimeout);
    }

    @Override
    public void delete(String key, Duration patience) {
        failures.judged(
                "DeleteObject",
                key,
                () -> client.deleteObject(
                        request -> request.bucket(bucket).key(key).overrideConfiguration(within(patience))));
    }

    private Consumer<AwsRequestOverrideConfiguration.Builder> within(Duration patience) {
        Duration most = patience.compareTo(requestTimeout) < 0 ? patience : requestTimeout;
        Duration wait = most.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : most;
        return override -> override.apiCallTimeout(wait).apiCallAttemptTimeout(wait);
    }

    @Override
    public String createUpload(String key, ObjectHeaders headers) {
        return failures.judged(
                "CreateMultipartUpload",
                key,
                () -> client.createMultipartUpload(creation(key)
                                .upload(headers)
                                .bucket(bucket)
                                .key(key)
                                .checksumAlgorithm(checksum)
                                .checksumType(checksum == null ? null : ChecksumType.FULL_OBJECT)
                                .build())
                        .uploadId());
    }

    @Override
    public Optional<Part> uploadPart(Upload upload, int number, Content content) {
        try {
            String etag = client.uploadPart(
                            request -> request.bucket(bucket)
                                    .key(upload.key())
                                    .uploadId(upload.uploadId())
                                    .partNumber(number)
                                    .checksumAlgorithm(checksum),
                            body(content))
                    .eTag();
            return Optional.of(new Part(number, etag));
        } catch (SdkException e) {
            if (noSuchUpload(e)) {
                return Optional.empty();
            }
            throw failures.judge("UploadPart", upload.key(), e);
        }
    }

    @Override
    public boolean complete(Upload upload, List<Part> parts) {
        List<CompletedPart> completed = parts.stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.number())
                        .eTag(part.etag())
                        .build())
                .toList();
        try {
            client.completeMultipartUpload(request -> request.bucket(bucket)
                    .key(upload.key())
                    .uploadId(upload.uploadId())
                    .multipartUpload(list -> list.parts(completed)));
            return true;
        } catch (SdkException e) {
            if (noSuchUpload(e)) {
                return false;
            }
            throw failures.judge("CompleteMultipartUpload", upload.key(), e);
        }
    }

    @Override
    public void abort(Upload upload) {
        abort(upload, requestTimeout);
    }

    @Override
    public void abort(Upload upload, Duration patience) {
        try {
            client.abortMultipartUpload(request -> request.bucket(bucket)
                    .key(upload.key())
                    .uploadId(upload.uploadId())
                    .overrideConfiguration(within(patience)));
        } catch (SdkException e) {
            if (!noSuchUpload(e)) {
                throw failures.judge("AbortMultipartUpload", upload.key(), e);
            }
        }
    }

    @Override
    public List<Upload> uploadsAt(String key) {
        return uploadsAt(key, requestTimeout);
    }

    @Override
    public List<Upload> uploadsAt(String key, Duration patience) {
        List<Upload> uploads = new ArrayList<>();
        String keyMarker = null;
        String idMarker = null;
        boolean more;
        do {
            String afterKey = keyMarker;
            String afterId = idMarker;
            ListMultipartUploadsResponse page = failures.judged(
                    "ListMultipartUploads",
                    key,
                    () -> client.listMultipartUploads(request -> request.bucket(bucket)
                            .prefix(key)
                            .keyMarker(afterKey)
                            .uploadIdMarker(afterId)
                            .overrideConfiguration(within(patience))));
            page.uploads().stream()
                    .filter(upload -> upload.key().equals(key))
                    .forEach(upload -> uploads.add(new Upload(key, upload.uploadId())));
            keyMarker = page.nextKeyMarker();
            idMarker = page.nextUploadIdMarker();
            more = Boolean.TRUE.equals(page.isTruncated());
            if (more && keyMarker == null) {
                throw Pages.noWayOn("ListMultipartUploads", key);
            }
        } while (more);
        return List.copyOf(uploads);
    }

    @Override
    public void close() {
        connection.close();
    }

    private static RequestBody body(Content content) {
        return RequestBody.fromContentProvider(content::open, content.size(), "application/octet-stream");
    }

    /** The {@code Date} header; in whole seconds, which is far finer than the retention. */
    private static Optional<Instant> serverTime(SdkResponse response) {
        return response.sdkHttpResponse().firstMatchingHeader("Date").flatMap(S3ObjectStore::parseDate);
    }

    private static Optional<Instant> parseDate(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty(); // the guard takes an absent time for a late one
        }
    }

    private static int status(SdkException failure) {
        return failure instanceof AwsServiceException answer ? answer.statusCode() : 0;
    }

    private static boolean noSuchKey(SdkException failure) {
        return status(failure) == NOT_FOUND && !"NoSuchBucket".equals(code(failure));
    }

    private static boolean noSuchUpload(SdkException failure) {
        return failure instanceof NoSuchUploadException || "NoSuchUpload".equals(code(failure));
    }

    private static String code(SdkException failure) {
        return failure instanceof AwsServiceException answer ? StoreAnswer.code(answer) : "";
    }
}
