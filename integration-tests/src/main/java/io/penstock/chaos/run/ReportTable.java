package io.penstock.chaos.run;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.FaultKind;
import io.penstock.chaos.plan.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reports of {@code --json} as Markdown, for docs/reference/chaos.md: a table for each profile and MQTT broker, with its sums. Pure. */
public final class ReportTable {

    private static final String HEAD =
            "| seed | at | brokers, workers | messages | faults | of them mid-flight | ended or reset"
                    + " | missing | twice | dead letters | failed, restarted | verdict |";
    private static final String RULE = "|---|---|---|---|---|---|---|---|---|---|---|---|";

    private ReportTable() {}

    /** Line by line. Those of earlier builds, which name fewer things, are read too. */
    public static List<String> of(List<JsonNode> reports) {
        Map<String, List<JsonNode>> groups = new TreeMap<>();
        reports.forEach(report ->
                groups.computeIfAbsent(group(report), name -> new ArrayList<>()).add(report));
        List<String> lines = new ArrayList<>();
        groups.forEach((name, group) -> {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.add(sums(name, group));
            lines.add("");
            lines.add(HEAD);
            lines.add(RULE);
            group.stream()
                    .sorted(Comparator.comparingLong(
                            report -> report.path("seed").asLong()))
                    .map(ReportTable::row)
                    .forEach(lines::add);
        });
        return lines;
    }

    private static String group(JsonNode report) {
        JsonNode topology = report.path("topology");
        String profile = lower(topology.path("profile"));
        boolean hasMqtt = profile.equals("mqtt") || profile.equals("all");
        return "`" + profile + "`"
                + (hasMqtt ? ", " + lower(topology.path("mqttBroker")).replaceFirst("^$", "hivemq") : "");
    }

    private static String sums(String name, List<JsonNode> reports) {
        Map<String, Long> verdicts = new TreeMap<>();
        reports.forEach(report -> verdicts.merge(words(report.path("verdict").asText()), 1L, Long::sum));
        Map<String, Long> ends = new LinkedHashMap<>();
        reports.forEach(report -> ends(report).forEach((what, count) -> ends.merge(what, count, Long::sum)));
        return "**" + name + "**: seeds " + reports.size() + " (" + counts(verdicts) + "), "
                + number(reports.stream()
                        .mapToLong(report -> report.path("messages").asLong())
                        .sum())
                + " messages, "
                + number(reports.stream()
                        .mapToLong(report -> total(report.path("faults")))
                        .sum())
                + " faults, of them mid-flight "
                + number(reports.stream()
                        .mapToLong(report -> total(report.path("midFlight")))
                        .sum())
                + "; ended or reset: " + counts(ends) + ".";
    }

    private static String row(JsonNode report) {
        JsonNode topology = report.path("topology");
        return Stream.of(
                        report.path("seed").asText(),
                        report.path("commit").asText(),
                        runsOn(topology),
                        number(report.path("messages").asLong()),
                        total(report.path("faults")) + ": " + counts(fields(report.path("faults"))),
                        total(report.path("midFlight")) + ": " + counts(fields(report.path("midFlight"))),
                        counts(ends(report)),
                        number(sum(hops(report), "missing")),
                        twice(report),
                        sum(hops(report), "deadLettersFound") + " of " + sum(hops(report), "deadLettersDue"),
                        String.valueOf(report.path("failures").size()),
                        words(report.path("verdict").asText()))
                .collect(joining(" | ", "| ", " |"));
    }

    private static String runsOn(JsonNode topology) {
        String profile = topology.path("profile").asText();
        return topology.path("brokers").asText() + ", "
                + topology.path("workers").asText()
                + (topology.path("transactions").asBoolean() ? ", transactions" : "")
                + (profile.equals("S3") || profile.equals("ALL") ? ", " + lower(topology.path("format")) : "");
    }

    /** What comes twice at QoS 1 is allowed to, and stands apart. */
    private static String twice(JsonNode report) {
        long atQos1 = sum(
                hops(report).stream()
                        .filter(hop -> hop.path("name").asText().startsWith(Topology.QOS_1_SOURCE))
                        .toList(),
                "twice");
        long all = sum(hops(report), "twice");
        return number(all - atQos1) + (atQos1 == 0 ? "" : ", at QoS 1 " + number(atQos1));
    }

    /** How often a process was ended, by what it was, and how often connections were reset. */
    private static Map<String, Long> ends(JsonNode report) {
        Map<String, Long> ends = new TreeMap<>();
        for (JsonNode strike : report.path("strikes")) {
            JsonNode event = strike.path("event");
            FaultKind kind = FaultKind.valueOf(event.path("kind").asText());
            String target = event.path("target").asText();
            if (kind.endsAProcess()) {
                ends.merge(FaultEvent.role(target), 1L, Long::sum);
            } else if (kind.resetsConnections()) {
                ends.merge("connections", 1L, Long::sum);
            }
        }
        return ends;
    }

    private static List<JsonNode> hops(JsonNode report) {
        return StreamSupport.stream(report.path("hops").spliterator(), false).toList();
    }

    private static long sum(List<JsonNode> hops, String field) {
        return hops.stream().mapToLong(hop -> hop.path(field).asLong()).sum();
    }

    private static long total(JsonNode counts) {
        return fields(counts).values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> fields(JsonNode counts) {
        Map<String, Long> fields = new LinkedHashMap<>();
        counts.properties()
                .forEach(field ->
                        fields.put(words(field.getKey()), field.getValue().asLong()));
        return fields;
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(count -> count.getKey() + " " + number(count.getValue()))
                        .collect(joining(", "));
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String lower(JsonNode name) {
        return name.asText().toLowerCase(Locale.ROOT);
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
