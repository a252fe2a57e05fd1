package io.penstock.s3.store;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The two requests that create objects, with all that is asked of them. Immutable. */
final class Creation {

    private final @Nullable String storageClass;
    private final @Nullable String encryption;
    private final @Nullable String kmsKeyId;
    private final @Nullable Boolean bucketKey;
    private final @Nullable String acl;
    private final @Nullable String tagging;

    Creation(ObjectOptions options) {
        this.storageClass = options.storageClass().orElse(null);
        this.encryption = options.encryption()
                .algorithm()
                .map(Encryption.Algorithm::header)
                .orElse(null);
        this.kmsKeyId = options.encryption().kmsKeyId().orElse(null);
        this.bucketKey = options.encryption().bucketKey().orElse(null);
        this.acl = options.acl().orElse(null);
        this.tagging = options.tags().isEmpty() ? null : asQuery(options.tags());
    }

    private static String asQuery(Map<String, String> tags) {
        return new TreeMap<>(tags)
                .entrySet().stream()
                        .map(tag -> encoded(tag.getKey()) + "=" + encoded(tag.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    PutObjectRequest.Builder put(ObjectHeaders headers) {
        return PutObjectRequest.builder()
                .contentType(headers.contentType())
                .contentEncoding(headers.contentEncoding().orElse(null))
                .metadata(headers.metadata())
                .storageClass(storageClass)
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKeyId)
                .bucketKeyEnabled(bucketKey)
                .acl(acl)
                .tagging(tagging);
    }

    CreateMultipartUploadRequest.Builder upload(ObjectHeaders headers) {
        return CreateMultipartUploadRequest.builder()
                .contentType(headers.contentType())
                .contentEncoding(headers.contentEncoding().orElse(null))
                .metadata(headers.metadata())
                .storageClass(storageClass)
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKeyId)
                .bucketKeyEnabled(bucketKey)
                .acl(acl)
                .tagging(tagging);
    }
}
