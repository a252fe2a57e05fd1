package io.penstock.chaos.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that {@code --json} wrote, each with the reports of one run or several. */
final class Reports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Reports() {}

    /** @throws IllegalArgumentException if there is none */
    static List<JsonNode> of(Path file) throws IOException {
        try (MappingIterator<JsonNode> all = JSON.readerFor(JsonNode.class).readValues(file.toFile())) {
            List<JsonNode> reports = all.readAll();
            if (reports.isEmpty()) {
                throw new IllegalArgumentException(file + " has no report");
            }
            return reports;
        }
    }

    /** Of several the one of the seed, or without a seed the first with a breach, or else the first. */
    static JsonNode one(Path file, @Nullable Long seed) throws IOException {
        List<JsonNode> reports = of(file);
        if (seed == null) {
            return reports.stream()
                    .filter(report -> !report.path("breaches").isEmpty())
                    .findFirst()
                    .orElse(reports.get(0));
        }
        return reports.stream()
                .filter(report -> report.path("seed").asLong() == seed)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + " has no report of seed " + seed));
    }
}
