package io.penstock.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus as the system has it installed. It scrapes one target and looks at its rules each second. */
final class PrometheusServer implements Service {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String CONFIG = """
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files: ["%s"]
            scrape_configs:
              - job_name: connect
                static_configs:
                  - targets: ["127.0.0.1:%d"]
            """;

    private final int port;
    private final ServiceProcess process;

    private PrometheusServer(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    /** @param program {@code prometheus} or {@code promtool}; empty where it is not installed */
    static Optional<Path> installed(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param target the port of what it scrapes */
    static PrometheusServer start(Path binary, Path directory, int target, Path rules) {
        int port = FreePorts.next();
        Path home = directory.toAbsolutePath();
        Path config = home.resolve("prometheus.yml");
        try {
            Files.createDirectories(home);
            Files.writeString(config, CONFIG.formatted(rules.toAbsolutePath(), target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = List.of(
                binary.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + home.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port);
        ServiceProcess process = ServiceProcess.start(
                "prometheus",
                () -> ChildProcess.start("prometheus", command, Map.of(), home.resolve("prometheus.log")),
                () -> isReady(port),
                START,
                GRACE);
        return new PrometheusServer(port, process);
    }

    private static boolean isReady(int port) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + "/-/ready").toURL().openConnection();
        try {
            return connection.getResponseCode() == 200;
        } finally {
            connection.disconnect();
        }
    }

    /** The series that the expression has now. */
    JsonNode query(String expression) {
        String query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        URI address = URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + query);
        try (InputStream answer = address.toURL().openStream()) {
            return JSON.readTree(answer).required("data").required("result");
        } catch (IOException e) {
            throw new UncheckedIOException(expression, e);
        }
    }

    /** {@code <alert> <connector>} of all that fire now. */
    Set<String> firing() {
        return alerts("ALERTS{alertstate=\"firing\"}");
    }

    /** The same of all that have fired in the time before now. */
    Set<String> fired(Duration time) {
        return alerts("max_over_time(ALERTS{alertstate=\"firing\"}[" + Math.max(1, time.toSeconds()) + "s])");
    }

    private Set<String> alerts(String expression) {
        Set<String> names = new TreeSet<>();
        for (JsonNode series : query(expression)) {
            JsonNode labels = series.required("metric");
            names.add(labels.path("alertname").asText() + " "
                    + labels.path("connector").asText());
        }
        return names;
    }

    @Override
    public ServiceProcess process() {
        return process;
    }
}
