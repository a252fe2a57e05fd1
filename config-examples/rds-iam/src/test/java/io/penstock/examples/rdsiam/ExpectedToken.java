package io.penstock.examples.rdsiam;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What RDS expects at a point in time, by the specification of Signature Version 4 and not by the SDK. */
final class ExpectedToken {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private ExpectedToken() {}

    static String at(Instant time, Endpoint endpoint, String user, String accessKey, String secretKey) {
        String second = SECOND.format(time);
        String day = second.substring(0, 8);
        String scope = day + "/" + endpoint.region() + "/rds-db/aws4_request";
        String host = endpoint.host() + ":" + endpoint.port();
        String query = String.join(
                "&",
                "Action=connect",
                "DBUser=" + encoded(user),
                "X-Amz-Algorithm=AWS4-HMAC-SHA256",
                "X-Amz-Credential=" + encoded(accessKey + "/" + scope),
                "X-Amz-Date=" + second,
                "X-Amz-Expires=900",
                "X-Amz-SignedHeaders=host");
        String request = "GET\n/\n" + query + "\nhost:" + host + "\n\nhost\n" + hex(sha256(""));
        String toSign = "AWS4-HMAC-SHA256\n" + second + "\n" + scope + "\n" + hex(sha256(request));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, endpoint.region(), "rds-db", "aws4_request")) {
            key = hmac(key, part);
        }
        return sorted(host + "/?" + query + "&X-Amz-Signature=" + hex(hmac(key, toSign)));
    }

    /** The same with its parts in one order: RDS compares what is signed, which is sorted, and a password is a text. */
    static String sorted(String token) {
        int query = token.indexOf('?') + 1;
        return token.substring(0, query)
                + Arrays.stream(token.substring(query).split("&", -1)).sorted().collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
