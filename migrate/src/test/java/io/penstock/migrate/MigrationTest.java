package io.penstock.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations as users of each peer have them; those of {@code given} become those of {@code made}. */
class MigrationTest {

    private static final Path RESOURCES = Path.of("src/test/resources/io/penstock/migrate");

    private record Outcome(ExitCode code, String out, String err) {}

    /** With {@code -Dpenstock.migrate.write=true} what is made now is written, to be read in the diff. */
    @ParameterizedTest
    @MethodSource("given")
    void becomesWhatIsExpected(Path given) throws IOException {
        // Given
        String name = given.getFileName().toString().replace(".json", "");
        Path made = RESOURCES.resolve("made").resolve(name + ".txt");

        // When
        Outcome outcome = run(Files.readString(given));

        // Then
        String shown = "exit code " + outcome.code().code() + "\n\n" + outcome.out() + "\n" + outcome.err();
        if (Boolean.getBoolean("penstock.migrate.write")) {
            Files.createDirectories(made.getParent());
            Files.writeString(made, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(made));
    }

    @ParameterizedTest
    @MethodSource("given")
    void whatIsCarriedOverIsTakenByOurConnector(Path given) throws IOException {
        // When
        Migration migration =
                Migration.of(ConnectorFile.parse(Files.readString(given)).config());

        // Then
        List<String> errors = migration.peer().ours().get().validate(migration.config()).configValues().stream()
                .map(ConfigValue::errorMessages)
                .flatMap(List::stream)
                .toList();
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("given")
    void secretsAreCarriedOverAndNotReported(Path given) throws IOException {
        // Given
        String text = Files.readString(given);

        // When
        Outcome outcome = run(text);

        // Then
        assertThat(outcome.err()).doesNotContain("s3cr3t");
        assertThat(outcome.out().contains("s3cr3t"))
                .isEqualTo(text.replace("\"made.up.key\":\"s3cr3t\"", "").contains("s3cr3t"));
    }

    /** Each key that the peer has is in the new configuration, or has a line that names it. */
    @ParameterizedTest
    @MethodSource("peers")
    void noKeyOfAPeerIsUnknown(Peer peer) throws IOException {
        for (String key : keys(peer)) {
            // Given
            Map<String, String> given = new LinkedHashMap<>();
            given.put("connector.class", peer.classes().get(0));
            given.put("topics", "orders");
            if (peer.name().startsWith("Confluent S3")) {
                given.put("format.class", "io.confluent.connect.s3.format.json.JsonFormat");
            }
            given.put(key, "peculiar");

            // When
            Migration migration = Migration.of(given);

            // Then
            boolean carried = "peculiar".equals(migration.config().get(key))
                    || migration.config().containsValue("peculiar");
            List<String> named = migration.lines().stream()
                    .filter(line -> line.kind() != Line.Kind.SET && line.kind() != Line.Kind.NOTE)
                    .filter(line -> line.key().equals(key) || line.text().contains(key))
                    .map(Line::text)
                    .toList();
            assertThat(carried || !named.isEmpty()).as(peer.name() + ": " + key).isTrue();
            assertThat(named).as(key).noneMatch(text -> text.contains("that this command knows; it is left out"));
        }
    }

    @Test
    void whatNoPeerHasIsNotCarriedOver() {
        // Given
        Map<String, String> given = Map.of(
                "connector.class", "io.aiven.connect.jdbc.JdbcSinkConnector",
                "topics", "orders",
                "connection.url", "jdbc:postgresql://db/shop",
                "no.such.key", "1");

        // When
        Migration migration = Migration.of(given);

        // Then
        assertThat(migration.complete()).isFalse();
        assertThat(migration.config()).doesNotContainKey("no.such.key");
        assertThat(migration.lines())
                .anyMatch(line -> line.kind() == Line.Kind.DECIDE && line.key().equals("no.such.key"));
    }

    @Test
    void whatOurConnectorRefusesIsToBeDecided() {
        // When
        Migration migration = Migration.of(
                Map.of("connector.class", "io.confluent.connect.jdbc.JdbcSinkConnector", "topics", "orders"));

        // Then
        assertThat(migration.lines())
                .anyMatch(line -> line.kind() == Line.Kind.DECIDE && line.key().equals("connection.url"));
    }

    @Test
    void keepsTheShapeAndWhatElseWasPosted() throws IOException {
        // When
        Outcome outcome = run("""
                {"name": "a", "initial_state": "STOPPED", "type": "sink", "tasks": [{"connector": "a", "task": 0}],
                 "config": {"connector.class": "io.aiven.connect.jdbc.JdbcSinkConnector", "name": "a", "tasks.max": 1,
                 "topics": "orders", "connection.url": "jdbc:postgresql://db/shop", "auto.create": true}}""");

        // Then
        var made = new ObjectMapper().readTree(outcome.out());
        assertThat(outcome.code()).isEqualTo(ExitCode.CARRIED_OVER);
        assertThat(made.properties().stream().map(Map.Entry::getKey))
                .containsExactly("name", "initial_state", "config");
        assertThat(made.path("config").path("auto.create").asText()).isEqualTo("true");
        assertThat(made.path("config").path("tasks.max").isTextual()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "not json s3cr3t | it is not JSON",
                "[] | it is no JSON object",
                "{\"connector.class\": [\"s3cr3t\"]} | is no text",
                "{\"a\": 1, \"a\": 2} | it is not JSON",
                "{\"topics\": \"a\"} | connector.class is missing",
                "{\"connector.class\": \"s3cr3t.Sink\"} | none that is known here",
                "{\"connector.class\": \"io.penstock.s3.S3SinkConnector\"} | Penstock's already"
            })
    void whatIsNoConfigurationOfAPeerIsRefused(String text, String reason) {
        // When
        Outcome outcome = run(text);

        // Then
        assertThat(outcome.code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(outcome.err()).contains(reason).doesNotContain("s3cr3t");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThat(run("{}", "--nonsense", "-").code()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(run("{}", "/no/such/file").code()).isEqualTo(ExitCode.UNUSABLE);
    }

    static List<Path> given() throws IOException {
        try (Stream<Path> files = Files.list(RESOURCES.resolve("given"))) {
            return files.sorted().toList();
        }
    }

    static List<Peer> peers() {
        return Peer.ALL;
    }

    private static List<String> keys(Peer peer) throws IOException {
        String file = peer.name().toLowerCase(Locale.ROOT).replace(' ', '-') + ".txt";
        List<String> keys = new ArrayList<>();
        for (String line : Files.readAllLines(RESOURCES.resolve("keys").resolve(file))) {
            if (!line.startsWith("#")) {
                keys.addAll(Arrays.asList(line.split(" ", -1)));
            }
        }
        assertThat(keys).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        return keys;
    }

    private static Outcome run(String text, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExitCode code = MigrateCommand.execute(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args.length == 0 ? new String[] {"-"} : Objects.requireNonNull(args));
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
