package io.penstock.s3.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Which permissions a refused request needs: see "Actions defined by Amazon S3" in the service authorization reference. Immutable. */
final class IamActions {

    /** The action alone: what stands after it in AWS's text names the object. */
    private static final Pattern MISSING =
            Pattern.compile("not authorized to perform: ([a-z0-9-]{1,40}:[A-Za-z]{1,60})(?![A-Za-z])");

    private final ObjectOptions options;

    IamActions(ObjectOptions options) {
        this.options = options;
    }

    /** The one that the answer calls missing, or else all that the request needs. */
    String missing(String request, String key, AwsServiceException answer) {
        return named(answer).orElseGet(() -> String.join(", ", needed(request, key)));
    }

    private static Optional<String> named(AwsServiceException answer) {
        String text = answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorMessage();
        Matcher matcher = MISSING.matcher(text == null ? "" : text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private List<String> needed(String request, String key) {
        boolean kms = options.encryption()
                .algorithm()
                .filter(Encryption.Algorithm::isKms)
                .isPresent();
        List<String> actions = new ArrayList<>();
        switch (request) {
            case "PutObject", "CreateMultipartUpload" -> addThoseOfCreation(key, actions);
            case "UploadPart", "CompleteMultipartUpload" -> actions.add("s3:PutObject");
            case "ListObjectsV2" -> actions.add("s3:ListBucket");
            case "HeadObject" -> actions.addAll(List.of("s3:GetObject", "s3:ListBucket"));
            case "ListMultipartUploads" -> actions.add("s3:ListBucketMultipartUploads");
            default -> actions.add("s3:" + request);
        }
        if (kms && actions.contains("s3:PutObject")) {
            actions.addAll(List.of("kms:GenerateDataKey", "kms:Decrypt"));
        } else if (kms && request.equals("GetObject")) {
            actions.add("kms:Decrypt");
        }
        return actions;
    }

    private void addThoseOfCreation(String key, List<String> actions) {
        ObjectOptions asked = options.at(key);
        actions.add("s3:PutObject");
        if (!asked.tags().isEmpty()) {
            actions.add("s3:PutObjectTagging");
        }
        if (asked.acl().isPresent()) {
            actions.add("s3:PutObjectAcl");
        }
    }
}
