package io.penstock.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of Markdown, as far as tests look at it.
 *
 * @param file relative to the module {@code docs}
 * @param prose the text without its fenced blocks
 * @param blocks the fenced blocks
 */
record Page(Path file, String prose, List<Block> blocks) {

    /** @param language what stands behind the fence */
    record Block(String language, String text) {}

    private static final Path ROOT = Path.of("..");
    private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
    private static final Pattern NOT_IN_ANCHORS = Pattern.compile("[^\\p{L}\\p{N} _-]");
    private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");

    /** All pages that users read. */
    static List<Page> all() {
        List<Page> pages = new ArrayList<>();
        Stream.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
                .forEach(name -> pages.add(read(ROOT.resolve(name))));
        for (String directory : List.of("docs", "config-examples")) {
            pages.addAll(below(ROOT.resolve(directory)));
        }
        return pages;
    }

    /** Those of {@code docs/how-to}. */
    static List<Page> guides() {
        return below(Path.of("how-to"));
    }

    static Page guide(String name) {
        return read(Path.of("how-to", name));
    }

    private static List<Page> below(Path directory) {
        return files(directory, ".md").map(Page::read).toList();
    }

    static Stream<Path> files(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().contains("target"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static Page read(Path file) {
        StringBuilder prose = new StringBuilder();
        StringBuilder block = new StringBuilder();
        List<Block> blocks = new ArrayList<>();
        String fence = "";
        for (String line : text(file).lines().toList()) {
            if (line.strip().startsWith("```")) {
                if (fence.isEmpty()) {
                    fence = line.strip();
                } else {
                    blocks.add(new Block(fence.substring(3), block.toString()));
                    block.setLength(0);
                    fence = "";
                }
            } else {
                (fence.isEmpty() ? prose : block).append(line).append('\n');
            }
        }
        if (!fence.isEmpty()) {
            throw new IllegalStateException(file + " has a block without an end");
        }
        return new Page(file, prose.toString(), blocks);
    }

    Stream<String> blocks(String language) {
        return blocks.stream()
                .filter(block -> block.language().equals(language))
                .map(Block::text);
    }

    /** What stands between backticks. */
    Stream<String> spans() {
        return spans(prose);
    }

    static Stream<String> spans(String text) {
        return SPAN.matcher(text).results().map(span -> span.group(1));
    }

    /** Names of the headings in links, as GitHub makes them. */
    List<String> anchors() {
        Map<String, Integer> seen = new HashMap<>();
        return HEADING.matcher(prose)
                .results()
                .map(heading -> NOT_IN_ANCHORS
                        .matcher(heading.group(1).toLowerCase(Locale.ROOT))
                        .replaceAll("")
                        .replace(' ', '-'))
                .map(anchor -> {
                    int before = seen.merge(anchor, 1, Integer::sum) - 1;
                    return before == 0 ? anchor : anchor + "-" + before;
                })
                .toList();
    }
}
