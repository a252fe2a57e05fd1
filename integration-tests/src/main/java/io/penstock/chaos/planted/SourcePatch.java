package io.penstock.chaos.planted;

import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.unifieddiff.UnifiedDiffFile;
import com.github.difflib.unifieddiff.UnifiedDiffParserException;
import com.github.difflib.unifieddiff.UnifiedDiffReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A unified diff of source files, applied without fuzz: each line of a hunk must be there as it is written. A hunk may have moved
 * within its file, as long as there is one place only that it fits.
 */
final class SourcePatch {

    private final String name;
    private final Map<String, List<Hunk>> hunks;

    private SourcePatch(String name, Map<String, List<Hunk>> hunks) {
        this.name = name;
        this.hunks = hunks;
    }

    static SourcePatch read(Path patch) {
        String name = String.valueOf(patch.getFileName());
        try (InputStream in = Files.newInputStream(patch)) {
            Map<String, List<Hunk>> hunks = new LinkedHashMap<>();
            for (UnifiedDiffFile file : UnifiedDiffReader.parseUnifiedDiff(in).getFiles()) {
                hunks.put(
                        file.getToFile(),
                        file.getPatch().getDeltas().stream().map(Hunk::of).toList());
            }
            if (hunks.isEmpty() || hunks.values().stream().anyMatch(List::isEmpty)) {
                throw new IllegalStateException("patch " + name + " changes nothing, or is no unified diff");
            }
            return new SourcePatch(name, hunks);
        } catch (UnifiedDiffParserException e) {
            throw new IllegalStateException("patch " + name + " is no unified diff: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read patch " + patch, e);
        }
    }

    /**
     * The changed files' lines by their paths, relative to the repository, with slashes. The repository itself is left as it is.
     *
     * @throws IllegalStateException if the patch does not fit, naming patch, file and hunk
     */
    Map<String, List<String>> applyTo(Path repository) {
        Map<String, List<String>> changed = new LinkedHashMap<>();
        hunks.forEach((file, itsHunks) ->
                changed.put(file, apply(file, itsHunks, lines(repository.resolve(file), file))));
        return changed;
    }

    private List<String> lines(Path source, String file) {
        if (!Files.isRegularFile(source)) {
            throw new IllegalStateException("patch " + name + " does not fit: there is no file " + file);
        }
        try {
            return Files.readAllLines(source);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source, e);
        }
    }

    private List<String> apply(String file, List<Hunk> itsHunks, List<String> lines) {
        List<String> result = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < itsHunks.size(); i++) {
            Hunk hunk = itsHunks.get(i);
            List<Integer> places = hunk.places(lines, at);
            if (places.size() != 1) {
                throw new IllegalStateException("patch " + name + " does not fit: file " + file + ", hunk " + (i + 1)
                        + " (line " + hunk.line() + "): its lines are found at "
                        + (places.isEmpty() ? "no place" : places.size() + " places")
                        + ". Make the patch anew from the present source");
            }
            result.addAll(lines.subList(at, places.get(0)));
            result.addAll(hunk.after());
            at = places.get(0) + hunk.before().size();
        }
        result.addAll(lines.subList(at, lines.size()));
        return result;
    }

    /**
     * Lines that are replaced, with those around them.
     *
     * @param line where they stood when the patch was made, from 1
     */
    private record Hunk(int line, List<String> before, List<String> after) {

        static Hunk of(AbstractDelta<String> delta) {
            return new Hunk(
                    delta.getSource().getPosition() + 1,
                    List.copyOf(delta.getSource().getLines()),
                    List.copyOf(delta.getTarget().getLines()));
        }

        /** Indexes from {@code from} on where the lines stand; only the one where they stood, if they still do. */
        List<Integer> places(List<String> lines, int from) {
            List<Integer> places = new ArrayList<>();
            for (int i = from; i <= lines.size() - before.size(); i++) {
                if (lines.subList(i, i + before.size()).equals(before)) {
                    if (i == line - 1) {
                        return List.of(i);
                    }
                    places.add(i);
                }
            }
            return places;
        }
    }
}
