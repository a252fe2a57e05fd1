package io.penstock.common.config;

import java.util.regex.Pattern;

/** Takes credentials out of a text that is about to be shown: {@code password=…} in a URL's parameters, {@code //user:…@host}. */
final class Redaction {

    private static final Pattern PARAMETER = Pattern.compile(
            "(?i)([\\w.-]*(?:password|passwd|passphrase|pwd|secret|token|credential)[\\w.-]*\\s*=)[^&;,\"]*");
    private static final Pattern USER_INFO = Pattern.compile("(//[^/?#:@\\s\"]*:)[^/\\s\"]*@");

    private Redaction() {}

    static String of(String text) {
        return USER_INFO
                .matcher(PARAMETER.matcher(text).replaceAll("$1[hidden]"))
                .replaceAll("$1[hidden]@");
    }
}
