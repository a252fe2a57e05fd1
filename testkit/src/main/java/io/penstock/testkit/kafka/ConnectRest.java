package io.penstock.testkit.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The REST API of a Connect worker. Workers answer 404, 409 and 500 for a while when a cluster forms or rebalances: such answers, and refused
 * connections, are asked again until the patience ends (5 s for 404, and for 500 that does not sound passing). Thread-safe.
 */
public final class ConnectRest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(5);
    private static final Pattern PASSING_TROUBLE = Pattern.compile("timed out|forward|conflict|rebalance");
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final Duration patience;
    private final Duration requestTimeout;
    private final HttpClient client;

    public ConnectRest(URI base) {
        this(base, PATIENCE);
    }

    /** @param patience for how long a request is repeated */
    public ConnectRest(URI base, Duration patience) {
        this(base, patience, REQUEST_TIMEOUT);
    }

    /** @param requestTimeout for one answer; the default, 90 s, is that of the workers when they ask each other */
    public ConnectRest(URI base, Duration patience, Duration requestTimeout) {
        this.base = base;
        this.patience = patience;
        this.requestTimeout = requestTimeout;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** One plugin of the worker. */
    public record Plugin(String className, String type, String version) {}

    /**
     * What {@code validate} said.
     *
     * @param errors by key, keys with errors only
     * @param raw the whole answer
     */
    public record Validation(int errorCount, Map<String, List<String>> errors, JsonNode raw) {}

    /**
     * Whether the worker has read its topics, joined its group and serves connectors. Asks once.
     *
     * <p>Asks for a connector that does not exist: only the thread that runs the connectors can tell that, whereas a list of connectors, empty, is
     * given before that thread has started. There is {@code /health} for this, but not yet in 3.7.
     */
    public boolean isReady() throws IOException {
        HttpResponse<String> response = sendOnce("GET", path("penstock-testkit-ready", ""), null, READY_TIMEOUT);
        return response.statusCode() == 404 && response.body().contains("penstock-testkit-ready not found");
    }

    /** Version, commit and cluster id of the worker. */
    public JsonNode root() {
        return send("GET", "/", null);
    }

    public List<String> connectors() {
        List<String> names = new ArrayList<>();
        send("GET", "/connectors", null).forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Creates the connector, or changes its configuration. */
    public void put(String name, Map<String, String> config) {
        send("PUT", path(name, "/config"), JSON.valueToTree(config));
    }

    public Map<String, String> config(String name) {
        Map<String, String> config = new TreeMap<>();
        send("GET", path(name, "/config"), null)
                .properties()
                .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
        return config;
    }

    public ConnectorStatus status(String name) {
        return ConnectorStatus.of(send("GET", path(name, "/status"), null));
    }

    /**
     * Waits until the connector and all its tasks, at least one, run. Soon after the kill of a worker the cluster may still tell what was before
     * the kill: wait for what the connector does, too.
     *
     * @throws AssertionError at once with the traces if it or a task fails, or when the time is over
     */
    public ConnectorStatus awaitRunning(String name, Duration timeout) {
        return await(name, timeout, "RUNNING", true, ConnectorStatus::isRunning);
    }

    /** As {@link #awaitRunning(String, Duration)}, with exactly so many tasks. */
    public ConnectorStatus awaitRunning(String name, int tasks, Duration timeout) {
        return await(
                name,
                timeout,
                "RUNNING with " + tasks + " tasks",
                true,
                status -> status.isRunning() && status.tasks().size() == tasks);
    }

    /** Waits until the connector or a task of it has failed. */
    public ConnectorStatus awaitFailed(String name, Duration timeout) {
        return await(name, timeout, "FAILED", false, ConnectorStatus::isFailed);
    }

    /** Waits for any state, failed or not. */
    public ConnectorStatus await(String name, Duration timeout, Predicate<ConnectorStatus> condition) {
        return await(name, timeout, "as expected", false, condition);
    }

    public Validation validate(String pluginClass, Map<String, String> config) {
        Map<String, String> whole = new TreeMap<>(config);
        whole.put("connector.class", pluginClass);
        String simple = pluginClass.substring(pluginClass.lastIndexOf('.') + 1);
        JsonNode raw = send("PUT", "/connector-plugins/" + simple + "/config/validate", JSON.valueToTree(whole));
        Map<String, List<String>> errors = new TreeMap<>();
        for (JsonNode key : raw.path("configs")) {
            List<String> messages = new ArrayList<>();
            key.path("value").path("errors").forEach(error -> messages.add(error.asText()));
            if (!messages.isEmpty()) {
                errors.put(key.path("value").path("name").asText(), messages);
            }
        }
        return new Validation(raw.path("error_count").asInt(), errors, raw);
    }

    /** Connectors, converters, transforms and predicates. */
    public List<Plugin> plugins() {
        List<Plugin> plugins = new ArrayList<>();
        send("GET", "/connector-plugins?connectorsOnly=false", null)
                .forEach(plugin -> plugins.add(new Plugin(
                        plugin.path("class").asText(),
                        plugin.path("type").asText(),
                        plugin.path("version").asText())));
        return plugins;
    }

    public void delete(String name) {
        send("DELETE", path(name, ""), null);
    }

    public void pause(String name) {
        send("PUT", path(name, "/pause"), null);
    }

    public void resume(String name) {
        send("PUT", path(name, "/resume"), null);
    }

    /** Its tasks are shut down; its offsets may be altered then. */
    public void stop(String name) {
        send("PUT", path(name, "/stop"), null);
    }

    /** The connector and all its tasks. */
    public void restart(String name) {
        send("POST", path(name, "/restart?includeTasks=true&onlyFailed=false"), null);
    }

    public void restartTask(String name, int task) {
        send("POST", path(name, "/tasks/" + task + "/restart"), null);
    }

    /** Entries of {@code partition} and {@code offset}. */
    public JsonNode offsets(String name) {
        return send("GET", path(name, "/offsets"), null).path("offsets");
    }

    /**
     * Of a stopped connector.
     *
     * @param offsets entries as {@link #offsets} gives them
     * @return the worker's message
     */
    public String alterOffsets(String name, JsonNode offsets) {
        return send("PATCH", path(name, "/offsets"), JSON.createObjectNode().set("offsets", offsets))
                .path("message")
                .asText();
    }

    /** Of a stopped sink connector, one partition. */
    public String alterOffset(String name, String topic, int partition, long offset) {
        ArrayNode offsets = JSON.createArrayNode();
        offsets.addObject()
                .<ObjectNode>set(
                        "partition",
                        JSON.createObjectNode().put("kafka_topic", topic).put("kafka_partition", partition))
                .set("offset", JSON.createObjectNode().put("kafka_offset", offset));
        return alterOffsets(name, offsets);
    }

    /** Of a stopped connector: as if it had never run. */
    public String resetOffsets(String name) {
        return send("DELETE", path(name, "/offsets"), null).path("message").asText();
    }

    private ConnectorStatus await(
            String name, Duration timeout, String what, boolean failFast, Predicate<ConnectorStatus> condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        Object last = "no answer";
        while (System.nanoTime() - deadline < 0) {
            try {
                ConnectorStatus status = status(name);
                if (condition.test(status)) {
                    return status;
                }
                if (failFast && status.isFailed()) {
                    throw new AssertionError("connector " + name + " failed:\n" + status.traces());
                }
                last = status;
            } catch (ConnectRestException | UncheckedIOException e) {
                last = e;
            }
            pause();
        }
        throw new AssertionError(
                "connector " + name + " is not " + what + " after " + timeout.toMillis() + " ms: " + last);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body) {
        long firstFailure = 0;
        for (int attempt = 0; ; attempt++) {
            int status;
            String answer;
            try {
                HttpResponse<String> response = sendOnce(method, path, body, requestTimeout);
                status = response.statusCode();
                answer = response.body();
            } catch (IOException e) {
                firstFailure = attempt == 0 ? System.nanoTime() : firstFailure;
                if (System.nanoTime() - firstFailure >= patience.toNanos()) {
                    throw new UncheckedIOException(method + " " + base.resolve(path) + " failed", e);
                }
                pause();
                continue;
            }
            if (status < 300) {
                return parse(answer);
            }
            firstFailure = attempt == 0 ? System.nanoTime() : firstFailure;
            if (System.nanoTime() - firstFailure >= patience(status, answer).toNanos()) {
                throw new ConnectRestException(
                        status, method + " " + base.resolve(path) + ": " + status + " " + answer);
            }
            pause();
        }
    }

    private Duration patience(int status, String answer) {
        Duration some = patience.compareTo(LITTLE_PATIENCE) < 0 ? patience : LITTLE_PATIENCE;
        return switch (status) {
            case 404 -> some;
            case 500 -> PASSING_TROUBLE.matcher(answer).find() ? patience : some;
            case 409, 503 -> patience;
            default -> Duration.ZERO;
        };
    }

    private HttpResponse<String> sendOnce(String method, String path, @Nullable JsonNode body, Duration timeout)
            throws IOException {
        HttpRequest.BodyPublisher publisher = body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body.toString());
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, publisher)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .timeout(timeout)
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + base.resolve(path), e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not JSON: " + text, e);
        }
    }

    private static String path(String connector, String rest) {
        return "/connectors/"
                + URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20") + rest;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a worker", e);
        }
    }
}
