package io.penstock.s3.config;

/** Texts that not every way of writing a configuration lets through as they are. */
final class Escapes {

    private Escapes() {}

    /** @throws IllegalArgumentException when a backslash stands before something else than n, r, t, s, 0 or a backslash */
    static String parse(String text) {
        if (text.equals("none")) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
            } else {
                i++;
                out.append(meant(i < text.length() ? text.charAt(i) : ' '));
            }
        }
        return out.toString();
    }

    private static char meant(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 's' -> ' ';
            case '0' -> '\0';
            case '\\' -> '\\';
            default -> throw new IllegalArgumentException("a backslash stands before none of n, r, t, s, 0 and \\");
        };
    }
}
