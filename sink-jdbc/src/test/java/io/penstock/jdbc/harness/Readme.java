package io.penstock.jdbc.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the plugin's README has its reader do. */
public final class Readme {

    private static final Path FILE = Path.of("src", "main", "plugin", "doc", "README.md");

    private Readme() {}

    /** The statements of the block of SQL that begins with these words. */
    public static List<String> statements(String beginning) {
        String text = text();
        int begin = text.indexOf("```sql\n" + beginning);
        if (begin < 0) {
            throw new AssertionError("README has no block that begins with " + beginning);
        }
        String block = text.substring(text.indexOf('\n', begin) + 1, text.indexOf("```", begin + 1));
        return Stream.of(block.split(";\n"))
                .map(statement -> statement.replaceFirst("^-- .*\n", ""))
                .filter(statement -> !statement.isBlank())
                .toList();
    }

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
