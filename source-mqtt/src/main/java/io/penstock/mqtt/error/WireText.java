package io.penstock.mqtt.error;

/**
 * Words of a broker or of a publisher in a message to people: without line breaks, other control characters and marks that change how a line is shown, since who sends them could else write lines of the log; and cut, since a
 * field of MQTT has up to 65,535 bytes. Pure.
 */
public final class WireText {
    private static final int MAX_CHARS = 200;
    private static final int MAX_LINE_CHARS = 2_000;

    private WireText() {}

    /** A topic, a reason, a name. */
    public static String of(String text) {
        return shown(text, MAX_CHARS);
    }

    /** A whole message that may have such words in it, as Java's own of TLS and HTTP do. */
    public static String line(String message) {
        return shown(message, MAX_LINE_CHARS);
    }

    private static String shown(String text, int max) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length(); ) {
            if (out.length() >= max) {
                return out.append("... (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
            }
            int c = text.codePointAt(i);
            if (isPlain(c)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\u%04X".formatted(c));
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
