package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.SqlStates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the tests that {@code docs/reference/jdbc-faults.md} names to those that there are. */
class FaultTableTest {

    private static final Path TABLE = Path.of("reference/jdbc-faults.md");
    private static final List<Path> TESTS =
            List.of(Path.of("../sink-jdbc/src/test/java"), Path.of("../config-examples/rds-iam/src/test/java"));

    /** {@code FencingIT.writesAgainWhenTheCommitNeverArrived} */
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test|Suite))\\.(\\w+)`");

    private static final Pattern ROW = Pattern.compile("^\\|(?! fault \\||---)(.*)\\|$", Pattern.MULTILINE);

    private static final String STATES = "## What a failure means";

    /** {@code | `08`; `57P01` | CONNECTION | …} */
    private static final Pattern KIND = Pattern.compile("^\\|(.*`.*)\\| ([A-Z]+) \\|", Pattern.MULTILINE);

    private static final Pattern STATE = Pattern.compile("`([0-9A-Z]{2}|[0-9A-Z]{5})`");

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        // Given
        Matcher named = NAMED.matcher(Files.readString(TABLE));
        // When
        List<String> missing = named.results()
                .filter(test -> !isTest(test.group(1), test.group(2)))
                .map(test -> test.group(1) + "." + test.group(2))
                .toList();
        // Then
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFaultHasATest() throws IOException {
        // Given
        String page = Files.readString(TABLE);
        List<String> rows = ROW.matcher(page.substring(0, page.indexOf(STATES)))
                .results()
                .map(row -> row.group(1))
                .toList();
        // When, Then
        assertThat(rows)
                .hasSizeGreaterThan(40)
                .allSatisfy(row -> assertThat(NAMED.matcher(row).find()).as(row).isTrue());
    }

    @Test
    void statesMeanWhatTheTableSays() throws IOException {
        // Given
        String page = Files.readString(TABLE);
        Map<String, FaultKind> kinds = new TreeMap<>();
        KIND.matcher(page.substring(page.indexOf(STATES)))
                .results()
                .forEach(row -> STATE.matcher(row.group(1))
                        .results()
                        .forEach(state -> kinds.put(state.group(1), FaultKind.valueOf(row.group(2)))));
        // When, Then
        assertThat(kinds).hasSizeGreaterThan(30).allSatisfy((state, kind) -> {
            String whole = state.length() == 2 ? state + "999" : state;
            assertThat(SqlStates.kindOf(new SQLException("x", whole))).as(state).isEqualTo(kind);
        });
    }

    private static boolean isTest(String type, String method) {
        Pattern declared = Pattern.compile(
                "@(Test|ParameterizedTest|RepeatedTest)\\b(?:(?!\\n    }\\n).)*?\\n    void " + method + "\\(",
                Pattern.DOTALL);
        String source = TESTS.stream()
                .flatMap(FaultTableTest::walk)
                .filter(file -> file.endsWith(type + ".java"))
                .map(FaultTableTest::read)
                .collect(Collectors.joining());
        return declared.matcher(source).find();
    }

    private static Stream<Path> walk(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
