package io.penstock.docs;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.Key;
import io.penstock.common.error.ErrorCode;
import io.penstock.common.metrics.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the reference of one connector, or of the errors, as Markdown. Pure. */
final class ReferencePage {

    private static final String MADE = "<!-- Made from the code by ReferencePagesTest; do not edit. -->\n\n";

    private ReferencePage() {}

    static String ofConnector(String title, String className, ConfigSpec spec, List<Metric> metrics) {
        StringBuilder page = new StringBuilder(MADE);
        page.append("# ").append(title).append("\n\n`").append(className).append("`\n\n## Configuration\n");
        Map<String, StringBuilder> groups = new LinkedHashMap<>();
        for (Key<?> key : spec.keys()) {
            groups.computeIfAbsent(key.group(), group -> new StringBuilder()).append(entry(key));
        }
        groups.forEach((group, entries) ->
                page.append("\n### ").append(group).append("\n\n").append(entries));
        if (!metrics.isEmpty()) {
            page.append(metrics(metrics));
        }
        return page.toString();
    }

    private static String metrics(List<Metric> metrics) {
        StringBuilder page = new StringBuilder();
        page.append("\n## Metrics\n\nShown as `kafka.connect:type=plugins,connector=<name>,task=<number>`.\n\n");
        page.append("| name | kind | unit | what it says |\n|---|---|---|---|\n");
        for (Metric metric : metrics) {
            page.append("| `%s` | %s | %s | %s |%n"
                    .formatted(metric.name(), lower(metric.kind()), lower(metric.unit()), cell(metric.description())));
        }
        return page.toString();
    }

    static String ofErrors(Map<String, List<ErrorCode>> errorsByModule) {
        StringBuilder page = new StringBuilder(MADE);
        page.append("# Errors\n\nEach message begins with its code. Codes never change their meaning.\n");
        errorsByModule.forEach((module, errors) -> {
            page.append("\n## ")
                    .append(module)
                    .append("\n\n| code | what has happened | what to do |\n|---|---|---|\n");
            for (ErrorCode error : errors) {
                page.append(
                        "| `%s` | %s | %s |%n".formatted(error.code(), cell(error.meaning()), cell(error.remedy())));
            }
        });
        return page.toString();
    }

    static String ofPeerKeys(Map<String, ConfigSpec> specs) {
        StringBuilder page = new StringBuilder(MADE);
        page.append(
                "# Keys of other connectors\n\nKeys that come with a configuration of another connector, and what is used here."
                        + " Each of them is `PEN-104`: nothing is taken silently for something else. A key of the same name is taken; where defaults differ, [migrate](../how-to/migrate.md) says so.\n");
        specs.forEach((title, spec) -> {
            page.append("\n## ").append(title).append("\n\n| key | what to do |\n|---|---|\n");
            for (ConfigSpec.PeerKey peer : spec.peers()) {
                page.append("| `%s%s` | %s |%n".formatted(peer.name(), peer.prefix() ? "*" : "", cell(peer.remedy())));
            }
        });
        return page.toString();
    }

    private static String entry(Key<?> key) {
        String value = key.rawDefault();
        String standing = key.required() ? "required" : value == null ? "optional" : "default `" + value + "`";
        return "- **`%s`** – %s; %s; %s importance.  %n  %s%n"
                .formatted(key.name(), key.expectation(), standing, lower(key.importance()), key.doc());
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
