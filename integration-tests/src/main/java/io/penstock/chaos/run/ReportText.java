package io.penstock.chaos.run;

import io.penstock.chaos.check.Hop;
import io.penstock.chaos.fault.Failure;
import io.penstock.chaos.plan.MqttBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report for people to read. */
public final class ReportText {

    private ReportText() {}

    /** Line by line. */
    public static List<String> of(ChaosReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("seed " + report.seed() + ": " + report.messages() + " messages in " + report.seconds() + " s, "
                + report.topology().brokers() + " broker(s), "
                + report.topology().workers() + " workers "
                + report.worker()
                + (report.topology().transactions() ? " with transactions" : "")
                + (report.topology().mqttBroker() == MqttBroker.MOSQUITTO ? ", MQTT by mosquitto" : "")
                + (report.topology().profile().hasStore()
                        ? ", objects of " + report.topology().format().name().toLowerCase(Locale.ROOT)
                        : "")
                + (report.plantedBug().isEmpty() ? "" : ", planted bug " + report.plantedBug()));
        lines.add("faults: " + report.struck() + " (" + counts(report.faults()) + ")");
        lines.add("of them in the middle of: " + counts(report.midFlight()));
        if (!report.skipped().isEmpty()) {
            lines.add("skipped, the target being in no state for them: " + counts(report.skipped()));
        }
        lines.add("");
        lines.add(row("hop", "due", "stored", "missing", "twice", "altered", "order", "dead letters", "uploads"));
        for (Hop hop : report.hops()) {
            lines.add(row(
                    hop.name(),
                    hop.due(),
                    hop.stored(),
                    hop.missing(),
                    hop.twice(),
                    hop.altered(),
                    hop.outOfOrder(),
                    hop.deadLettersFound() + " of " + hop.deadLettersDue(),
                    hop.uploadsLeftOver()));
        }
        lines.add("");
        if (!report.failures().isEmpty()) {
            Map<String, Long> failures = report.failures().stream()
                    .collect(Collectors.groupingBy(ReportText::summary, TreeMap::new, Collectors.counting()));
            lines.add("failed and restarted:");
            failures.forEach((summary, count) -> lines.add("  " + count + " x " + summary));
        }
        section("notes:", report.notes(), lines);
        section("TROUBLES of the instrument:", report.troubles(), lines);
        switch (report.verdict()) {
            case KEPT -> lines.add("no breach of what the docs promise");
            case PROVED_NOTHING -> lines.add("no breach was seen, but that PROVES NOTHING: see the troubles");
            case BROKEN -> section("BREACHES of what the docs promise:", report.breaches(), lines);
        }
        return lines;
    }

    private static void section(String title, List<String> entries, List<String> lines) {
        if (!entries.isEmpty()) {
            lines.add(title);
            entries.forEach(entry -> lines.add("  " + entry));
        }
    }

    private static String summary(Failure failure) {
        return failure.connector() + " " + failure.code() + (failure.isPromised() ? "" : ", which nothing promises");
    }

    private static String counts(Map<? extends Enum<?>, Integer> counts) {
        return counts.isEmpty()
                ? "none"
                : new TreeMap<>(counts)
                        .entrySet().stream()
                                .map(count -> count.getKey().name().toLowerCase(Locale.ROOT) + " " + count.getValue())
                                .collect(Collectors.joining(", "));
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-22s %8s %8s %8s %6s %8s %6s %13s %8s", cells)
                .stripTrailing();
    }
}
