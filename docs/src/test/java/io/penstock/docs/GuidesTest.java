package io.penstock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.common.error.ErrorCode;
import io.penstock.common.metrics.Metric;
import io.penstock.jdbc.writer.JdbcMetrics;
import io.penstock.mqtt.MqttMetrics;
import io.penstock.s3.writer.SinkMetrics;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds the pages that are written by hand to the code: what they name is there. */
class GuidesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLES = Path.of("../config-examples");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("PEN-\\d{3}");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test|Suite))(?:\\.(\\w+))?`");

    /** {@code buffer.memory.bytes}, {@code mqtt.ssl.*}, {@code insert.mode=upsert}; no file, class or object name. */
    private static final Pattern KEY =
            Pattern.compile("([a-z][a-z0-9]*(?:[._-][a-z0-9_]+)*\\.(?:[a-z0-9_]+|\\*))(?:=.*)?");

    private static final Pattern FILE = Pattern.compile(".*\\.(md|json|yaml|properties|zip|jar|sh|sha512)");

    /** What is no key though it looks like one. */
    private static final Set<String> NO_KEYS = Set.of(
            "kafka.strimzi.io",
            "kafkaconnect.amazonaws.com",
            "spec.config",
            "connector.context",
            "io.penstock",
            "penstock.error",
            "mqtt.dup");

    private static final Pattern RUNBOOK = Pattern.compile("docs/how-to/troubleshoot\\.md#([a-z-]+): .+");
    private static final Pattern SERIES = Pattern.compile("penstock_[a-z0-9_]+");

    private static final Pattern METRIC = Pattern.compile("[a-z]+[0-9]?(?:-[a-z0-9]+)+");

    @Test
    void linksLeadSomewhere() {
        // Given
        List<String> broken = new ArrayList<>();
        // When
        for (Page page : Page.all()) {
            LINK.matcher(page.prose())
                    .results()
                    .map(link -> link.group(1))
                    .filter(link -> !link.matches("[a-z]+:.*"))
                    .filter(link -> !leadsSomewhere(page, link))
                    .forEach(link -> broken.add(page.file() + ": " + link));
        }
        // Then
        assertThat(broken).isEmpty();
    }

    private static boolean leadsSomewhere(Page page, String link) {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty()
                ? page.file()
                : Objects.requireNonNull(page.file().toAbsolutePath().getParent())
                        .resolve(path);
        return Files.exists(target) && (hash < 0 || Page.read(target).anchors().contains(link.substring(hash + 1)));
    }

    /** The first cell of a row may name what another connector has; but where the second says "the same", it is ours. */
    @Test
    void keysExist() {
        // Given
        List<String> unknown = new ArrayList<>();
        // When
        for (Page page : Page.guides()) {
            for (String line : page.prose().lines().toList()) {
                int cell = line.startsWith("|") ? line.indexOf('|', 1) + 1 : 0;
                boolean peers = cell > 0 && !line.startsWith("| the same", cell - 1);
                keys(line.substring(0, cell))
                        .filter(key -> !isThere(key) && !(peers && Keys.isAPeers(key)))
                        .forEach(key -> unknown.add(page.file() + ": " + key));
                keys(line.substring(cell))
                        .filter(key -> !isThere(key))
                        .forEach(key -> unknown.add(page.file() + ": " + key));
            }
        }
        // Then
        assertThat(unknown).isEmpty();
    }

    private static Stream<String> keys(String text) {
        return Page.spans(text)
                .map(KEY::matcher)
                .filter(Matcher::matches)
                .map(key -> key.group(1))
                .filter(key -> !FILE.matcher(key).matches() && !NO_KEYS.contains(key));
    }

    private static boolean isThere(String key) {
        return key.endsWith(".*") ? Keys.isPrefix(key.substring(0, key.length() - 1)) : Keys.exists(key);
    }

    @Test
    void errorsExist() {
        // Given
        Set<String> codes = ReferencePagesTest.errors().values().stream()
                .flatMap(List::stream)
                .map(ErrorCode::code)
                .collect(Collectors.toSet());
        // When
        List<String> unknown = Stream.concat(
                        Page.guides().stream(), Stream.of(Page.read(Path.of("concepts/delivery.md"))))
                .flatMap(page -> CODE.matcher(Page.text(page.file())).results().map(code -> code.group()))
                .filter(code -> !codes.contains(code))
                .toList();
        // Then
        assertThat(unknown).isEmpty();
    }

    @Test
    void metricsExist() throws IOException {
        // Given
        Set<String> metrics = Stream.of(MqttMetrics.DECLARED, JdbcMetrics.ALL, SinkMetrics.DECLARED)
                .flatMap(List::stream)
                .map(Metric::name)
                .collect(Collectors.toSet());
        Files.readAllLines(Path.of("src/test/resources/kafka-metrics.txt")).forEach(metrics::add);
        // When
        List<String> unknown = Stream.of("monitor.md", "troubleshoot.md", "size.md")
                .map(Page::guide)
                .flatMap(Page::spans)
                .filter(span -> METRIC.matcher(span).matches())
                .filter(name -> !metrics.contains(name))
                .toList();
        // Then
        assertThat(unknown).isEmpty();
    }

    @Test
    void testsExist() {
        // Given
        Map<String, String> sources = new TreeMap<>();
        Stream.of(
                        "common",
                        "source-mqtt",
                        "sink-jdbc",
                        "sink-s3",
                        "integration-tests",
                        "docs",
                        "migrate",
                        "config-examples/rds-iam")
                .flatMap(module -> Page.files(Path.of("..", module, "src/test/java"), ".java"))
                .forEach(file -> sources.put(file.getFileName().toString(), Page.text(file)));
        // When
        List<String> missing = Page.guides().stream()
                .flatMap(page -> TEST.matcher(page.prose()).results())
                .filter(test -> test.group(2) == null
                        ? !sources.containsKey(test.group(1) + ".java")
                        : !sources.getOrDefault(test.group(1) + ".java", "").contains("void " + test.group(2) + "("))
                .map(test -> test.group())
                .toList();
        // Then
        assertThat(missing).isEmpty();
    }

    /** Blocks of {@code log} quote the code, with {@code …} for what differs. */
    @Test
    void logLinesAreThoseOfTheCode() {
        // Given
        String code = Stream.of("common", "source-mqtt", "sink-jdbc", "sink-s3")
                .flatMap(module -> Page.files(Path.of("..", module, "src/main/java"), ".java"))
                .map(Page::text)
                .collect(Collectors.joining("\n"))
                .replaceAll("\"\\s*\\+\\s*\"", "")
                .replace("\\\"", "\"");
        // When
        List<String> unknown = Page.guides().stream()
                .flatMap(page -> page.blocks("log"))
                .flatMap(String::lines)
                .flatMap(line -> Pattern.compile("…").splitAsStream(line))
                .map(String::strip)
                .filter(piece -> piece.length() > 3 && !code.contains(piece))
                .toList();
        // Then
        assertThat(unknown).isEmpty();
    }

    @Test
    void propertiesHaveKeysThatExist() throws IOException {
        // Given
        List<String> unknown = new ArrayList<>();
        // When
        for (Page page : Page.guides()) {
            for (String block : page.blocks("properties").toList()) {
                properties(block).keySet().stream()
                        .filter(key -> !Keys.exists(key))
                        .forEach(key -> unknown.add(page.file() + ": " + key));
            }
        }
        for (Path file : Page.files(EXAMPLES.resolve("worker"), ".properties").toList()) {
            properties(Page.text(file)).keySet().stream()
                    .filter(key -> !Keys.exists(key))
                    .forEach(key -> unknown.add(file + ": " + key));
        }
        // Then
        assertThat(unknown).isEmpty();
    }

    private static Map<String, String> properties(String text) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(text));
        Map<String, String> map = new TreeMap<>();
        properties.forEach((key, value) -> map.put((String) key, (String) value));
        return map;
    }

    @Test
    void connectorsAreTaken() throws IOException {
        // Given
        Map<String, Map<String, String>> connectors = new TreeMap<>();
        for (Path file : Page.files(EXAMPLES, ".json").toList()) {
            connector(file.toString(), JSON.readTree(file.toFile()), connectors);
        }
        for (Page page : Page.all()) {
            for (String block : page.blocks("json").toList()) {
                if (block.strip().startsWith("{")) {
                    connector(page.file() + "#" + connectors.size(), JSON.readTree(block), connectors);
                }
            }
        }
        yaml().forEach((where, node) -> {
            if (node.path("kind").asText().equals("KafkaConnector")) {
                Map<String, String> config = strings(node.path("spec").path("config"));
                config.put("name", node.path("metadata").path("name").asText());
                config.put("connector.class", node.path("spec").path("class").asText());
                config.put("tasks.max", node.path("spec").path("tasksMax").asText());
                connectors.put(where, config);
            }
        });
        for (Path file :
                Page.files(EXAMPLES.resolve("standalone"), ".properties").toList()) {
            connectors.put(file.toString(), properties(Page.text(file)));
        }
        // When
        Map<String, List<String>> faults = new TreeMap<>();
        connectors.forEach((where, config) -> {
            List<String> found = Keys.faults(config);
            if (!found.isEmpty()) {
                faults.put(where, found);
            }
        });
        // Then
        assertThat(connectors).hasSizeGreaterThan(18);
        assertThat(faults).isEmpty();
    }

    @Test
    void workersOfStrimziHaveKeysThatExist() throws IOException {
        // Given
        List<String> unknown = new ArrayList<>();
        List<String> workers = new ArrayList<>();
        // When
        yaml().forEach((where, node) -> {
            if (node.path("kind").asText().equals("KafkaConnect")) {
                workers.add(where);
                strings(node.path("spec").path("config")).keySet().stream()
                        .filter(key -> !Keys.exists(key))
                        .forEach(key -> unknown.add(where + ": " + key));
            }
        });
        // Then
        assertThat(workers).isNotEmpty();
        assertThat(unknown).isEmpty();
    }

    /** As the exporter does: the first rule whose pattern is found in the object's name, the attribute and its value. */
    @Test
    void theExporterKnowsEachMetricByItsKind() {
        // Given
        Map<String, Object> exporter = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Page.text(EXAMPLES.resolve("monitoring/jmx-exporter.yaml")));
        JsonNode rules = JSON.valueToTree(exporter).path("rules");
        List<Metric> metrics = Stream.of(MqttMetrics.DECLARED, JdbcMetrics.ALL, SinkMetrics.DECLARED)
                .flatMap(List::stream)
                .toList();
        // When
        List<String> wrong = metrics.stream()
                .filter(metric ->
                        !ruleOf(rules, metric.name()).equals(metric.kind().name()))
                .map(Metric::name)
                .toList();
        // Then
        assertThat(metrics).hasSizeGreaterThan(30);
        assertThat(wrong).isEmpty();
    }

    /** What the rules and the dashboard ask for has the name that the exporter gives it. */
    @Test
    void rulesAndDashboardAskForMetricsThatExist() {
        // Given
        Set<String> shown = Stream.of(MqttMetrics.DECLARED, JdbcMetrics.ALL, SinkMetrics.DECLARED)
                .flatMap(List::stream)
                .map(metric -> "penstock_" + metric.name().replace('-', '_')
                        + (metric.kind() == Metric.Kind.COUNTER ? "_total" : ""))
                .collect(Collectors.toSet());
        // When
        Set<String> asked = Stream.of("alerts.yaml", "dashboard.json")
                .map(file -> Page.text(EXAMPLES.resolve("monitoring").resolve(file)))
                .flatMap(text -> SERIES.matcher(text).results())
                .map(name -> name.group())
                .collect(Collectors.toSet());
        // Then
        assertThat(asked).hasSizeGreaterThan(25).isSubsetOf(shown);
    }

    @Test
    void alertsNameSectionsThatExistAndTheGuideNamesThem() {
        // Given
        JsonNode groups = JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions()))
                        .<Map<String, Object>>load(Page.text(EXAMPLES.resolve("monitoring/alerts.yaml"))))
                .path("groups");
        List<String> sections = Page.guide("troubleshoot.md").anchors();
        List<String> spans = Page.guide("monitor.md").spans().toList();
        // When
        List<String> alerts = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (JsonNode group : groups) {
            for (JsonNode rule : group.path("rules")) {
                String alert = rule.path("alert").asText();
                alerts.add(alert);
                Matcher runbook =
                        RUNBOOK.matcher(rule.path("annotations").path("runbook").asText());
                if (!runbook.matches() || !sections.contains(runbook.group(1)) || !spans.contains(alert)) {
                    wrong.add(alert);
                }
            }
        }
        // Then
        assertThat(alerts).hasSizeGreaterThan(20).doesNotHaveDuplicates();
        assertThat(wrong).isEmpty();
    }

    private static String ruleOf(JsonNode rules, String metric) {
        String shown = "kafka.connect<type=plugins, connector=orders, task=0><>" + metric + ": 1";
        for (JsonNode rule : rules) {
            if (Pattern.compile(rule.path("pattern").asText()).matcher(shown).find()) {
                return rule.path("type").asText();
            }
        }
        return "";
    }

    private static void connector(String where, JsonNode node, Map<String, Map<String, String>> connectors) {
        JsonNode config = node.path("config");
        if (config.has("connector.class")) {
            Map<String, String> strings = strings(config);
            strings.put("name", node.path("name").asText());
            connectors.put(where, strings);
        }
    }

    private static Map<String, String> strings(JsonNode config) {
        Map<String, Object> values = JSON.convertValue(config, new TypeReference<>() {});
        Map<String, String> strings = new TreeMap<>();
        values.forEach((key, value) -> strings.put(key, String.valueOf(value)));
        return strings;
    }

    /** All documents of YAML, those of the guides and of the examples. */
    private static Map<String, JsonNode> yaml() {
        Map<String, String> texts = new TreeMap<>();
        Page.files(EXAMPLES, ".yaml").forEach(file -> texts.put(file.toString(), Page.text(file)));
        for (Page page : Page.guides()) {
            page.blocks("yaml").forEach(block -> texts.put(page.file() + "#" + texts.size(), block));
        }
        Map<String, JsonNode> documents = new TreeMap<>();
        texts.forEach((where, text) -> new Yaml(new SafeConstructor(new LoaderOptions()))
                .loadAll(text)
                .forEach(document -> documents.put(where + "!" + documents.size(), JSON.valueToTree(document))));
        return documents;
    }
}
