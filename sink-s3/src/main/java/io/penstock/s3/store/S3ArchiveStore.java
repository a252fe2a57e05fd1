package io.penstock.s3.store;

import io.penstock.common.error.FatalException;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.error.S3Error;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** By the AWS SDK, with ranges of objects, so that no connection stays open while what came is worked on. */
public final class S3ArchiveStore implements ArchiveStore {

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private final S3Connection connection;
    private final S3Client client;
    private final String bucket;
    private final @Nullable ChecksumMode checksums;
    private final Failures failures;

    private S3ArchiveStore(S3Connection connection, StoreAddress address) {
        this.connection = connection;
        this.client = connection.client();
        this.bucket = address.bucket();
        this.checksums = address.checksums() ? ChecksumMode.ENABLED : null;
        this.failures = new Failures(address, ObjectOptions.NONE, connection.credentials()::renew);
    }

    /** Makes the client; does no I/O. */
    public static S3ArchiveStore open(StoreAddress address, Clock clock, LongSupplier ticker) {
        return new S3ArchiveStore(S3Connection.open(address, clock, ticker), address);
    }

    @Override
    public Page page(String prefix, @Nullable String token) {
        ListObjectsV2Response page = failures.judged(
                "ListObjectsV2",
                prefix,
                () -> client.listObjectsV2(
                        request -> request.bucket(bucket).prefix(prefix).continuationToken(token)));
        List<Found> found = page.contents().stream().map(S3ArchiveStore::found).toList();
        return new Page(found, Optional.ofNullable(Pages.next(page, prefix)));
    }

    private static Found found(S3Object object) {
        if (object.eTag() == null) {
            throw new FatalException(
                    S3Error.NOT_REPLAYABLE,
                    "the store lists " + Failures.shown(object.key())
                            + " without an ETag, by which a restore knows that all parts of a"
                            + " file are read from one object. Restore from a store that lists them, as S3 does");
        }
        return new Found(object.key(), object.eTag(), object.size());
    }

    @Override
    public Optional<Range> read(String key, String etag, long from, int length) {
        try {
            ResponseBytes<GetObjectResponse> answer = client.getObjectAsBytes(request -> request.bucket(bucket)
                    .key(key)
                    .ifMatch(etag)
                    .range("bytes=" + from + "-" + (from + length - 1))
                    .checksumMode(checksums));
            return Optional.of(new Range(
                    Content.of(answer.asByteArrayUnsafe()),
                    Optional.ofNullable(
                            ObjectHeaders.answered(answer.response().metadata()).get(ObjectHeaders.NONCE))));
        } catch (SdkException e) {
            boolean gone = e instanceof AwsServiceException refusal
                    && (refusal.statusCode() == PRECONDITION_FAILED || refusal.statusCode() == NOT_FOUND);
            if (gone) {
                return Optional.empty();
            }
            throw failures.judge("GetObject", key, e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
