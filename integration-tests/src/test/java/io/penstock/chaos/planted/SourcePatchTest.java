package io.penstock.chaos.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcePatchTest {

    private static final String PATCH = """
            diff --git a/m/A.java b/m/A.java
            index 0c1a759..7502fa4 100644
            --- a/m/A.java
            +++ b/m/A.java
            @@ -1,3 +1,4 @@ class A {
             one
            -two
            +TWO
            +and more
             three
            @@ -5,3 +6,2 @@
             five
            -six
             seven
            """;

    @TempDir
    private Path repository;

    @Test
    void appliesWhereItWasMade() throws IOException {
        source("one", "two", "three", "four", "five", "six", "seven");

        List<String> changed = apply();

        assertThat(changed).containsExactly("one", "TWO", "and more", "three", "four", "five", "seven");
        assertThat(repository.resolve("m/A.java"))
                .as("the repository is left alone")
                .hasContent("one\ntwo\nthree\nfour\nfive\nsix\nseven\n");
    }

    @Test
    void findsLinesThatHaveMoved() throws IOException {
        source("new", "one", "two", "three", "new", "new", "four", "five", "six", "seven", "eight");

        assertThat(apply())
                .containsExactly(
                        "new", "one", "TWO", "and more", "three", "new", "new", "four", "five", "seven", "eight");
    }

    @Test
    void refusesWhenALineAroundTheChangeIsAnother() throws IOException {
        source("one", "two", "three", "four", "FIVE", "six", "seven");

        assertThatThrownBy(this::apply)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("a.patch", "m/A.java", "hunk 2", "line 5", "no place");
    }

    @Test
    void refusesWhenThereAreTwoPlacesForIt() throws IOException {
        source("one", "two", "three", "four", "new", "five", "six", "seven", "new", "five", "six", "seven");

        assertThatThrownBy(this::apply)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("a.patch", "m/A.java", "hunk 2", "2 places");
    }

    @Test
    void refusesWhenTheFileIsGone() throws IOException {
        assertThatThrownBy(this::apply)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("a.patch", "no file m/A.java");
    }

    @Test
    void refusesWhatIsNoPatch() throws IOException {
        Path patch = Files.writeString(repository.resolve("b.patch"), "nothing to see here\n");

        assertThatThrownBy(() -> SourcePatch.read(patch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("b.patch");
    }

    private void source(String... lines) throws IOException {
        Files.createDirectories(repository.resolve("m"));
        Files.write(repository.resolve("m/A.java"), List.of(lines));
    }

    private List<String> apply() throws IOException {
        Path patch = Files.writeString(repository.resolve("a.patch"), PATCH);
        List<String> changed = SourcePatch.read(patch).applyTo(repository).get("m/A.java");
        return changed == null ? List.of() : changed;
    }
}
