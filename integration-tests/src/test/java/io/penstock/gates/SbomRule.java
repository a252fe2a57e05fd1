package io.penstock.gates;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A bill of materials lists exactly the jars of its ZIP, each with a licence that may be shipped. */
final class SbomRule {

    /** SPDX identifiers. */
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "MIT", "MIT-0", "CC0-1.0", "LGPL-2.1-or-later");

    private SbomRule() {}

    /** @param jars the names of the files in the ZIP's {@code lib/} */
    static List<String> faults(JsonNode bom, List<String> jars) {
        List<JsonNode> components = new ArrayList<>();
        components.add(bom.at("/metadata/component"));
        bom.path("components").forEach(components::add);

        List<String> faults = new ArrayList<>();
        Set<String> listed = new TreeSet<>();
        for (JsonNode component : components) {
            String jar = component.path("name").asText() + "-"
                    + component.path("version").asText() + ".jar";
            listed.add(jar);
            if (!jars.contains(jar)) {
                faults.add(jar + " is listed, but it is not in the ZIP");
            }
            List<String> licences = licences(component);
            if (licences.isEmpty()) {
                faults.add(jar + " is listed without a licence");
            } else if (licences.stream().noneMatch(ALLOWED::contains)) {
                faults.add(
                        jar + " has the licence " + licences + ", none of which is one of " + new TreeSet<>(ALLOWED));
            }
        }
        jars.stream()
                .filter(jar -> !listed.contains(jar))
                .forEach(jar -> faults.add(jar + " is in the ZIP, but it is not listed"));
        return faults;
    }

    private static List<String> licences(JsonNode component) {
        List<String> found = new ArrayList<>();
        for (JsonNode entry : component.path("licenses")) {
            JsonNode licence = entry.path("license");
            found.add(
                    entry.has("expression")
                            ? entry.path("expression").asText()
                            : licence.path("id").asText(licence.path("name").asText()));
        }
        return found;
    }
}
