package io.penstock.gates;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * What a plugin ZIP must look like: Confluent Hub's layout, nothing in it that a worker brings itself, each class once, and
 * nothing that differs between two builds of one commit.
 */
final class PluginZipRule {

    /** A second copy of one of these beside the worker's own breaks the plugin or the worker. */
    private static final Pattern DENIED_JARS = Pattern.compile(
            "(connect-(api|json|transforms|runtime|file)|kafka-clients|kafka_2|slf4j-|logback-|log4j|reload4j"
                    + "|commons-logging|jcl-over|jakarta\\.ws\\.rs|javax\\.ws\\.rs|jsr311).*|.*-(sources|javadoc|tests)\\.jar");

    private static final Pattern DENIED_CLASSES = Pattern.compile(
            "(org/apache/kafka|org/slf4j|org/apache/log4j|org/apache/logging|ch/qos|javax/ws|jakarta/ws)/.*");

    private static final Set<String> LAYOUT = Set.of("manifest.json", "lib/", "doc/", "etc/", "assets/");

    /** Jars whose licence wants its text beside them. */
    private static final Map<String, String> LICENCES = Map.of("mariadb-java-client-", "doc/licenses/LGPL-2.1.txt");

    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-xr-x");

    private final Instant outputTimestamp;

    /** @param outputTimestamp the time that every entry must bear */
    PluginZipRule(Instant outputTimestamp) {
        this.outputTimestamp = outputTimestamp;
    }

    List<String> faults(ShippedPlugin plugin, PluginZip zip) {
        List<String> faults = new ArrayList<>();
        layout(zip, faults);
        manifest(plugin, zip, faults);
        examples(plugin, zip, faults);
        jars(plugin, zip, faults);
        sameBytes(zip, faults);
        long size = zip.file().toFile().length();
        if (size > plugin.maxBytes) {
            faults.add("it has " + size + " bytes, more than the " + plugin.maxBytes + " that are promised");
        }
        return faults.stream().map(fault -> zip + ": " + fault).toList();
    }

    private static void layout(PluginZip zip, List<String> faults) {
        String root = zip.root();
        for (ZipEntry entry : zip.entries()) {
            String name = entry.getName();
            if (!name.startsWith(root) || name.contains("..") || name.contains("\\")) {
                faults.add(name + " is not below " + root);
                continue;
            }
            String below = name.substring(root.length());
            String top = below.indexOf('/') < 0 ? below : below.substring(0, below.indexOf('/') + 1);
            if (!top.isEmpty() && !LAYOUT.contains(top)) {
                faults.add(name + " has no place in the layout "
                        + LAYOUT.stream().sorted().toList());
            }
        }
        for (String file : List.of("manifest.json", "doc/LICENSE", "doc/README.md")) {
            if (!zip.has(file)) {
                faults.add(file + " is missing");
            }
        }
        LICENCES.forEach((jar, text) -> {
            if (zip.filesIn("lib/").stream().anyMatch(name -> name.startsWith(jar)) && !zip.has(text)) {
                faults.add(text + " is missing, the licence of " + jar);
            }
        });
    }

    private static void manifest(ShippedPlugin plugin, PluginZip zip, List<String> faults) {
        Optional<JsonNode> read = zip.json("manifest.json");
        if (read.isEmpty()) {
            faults.add("manifest.json is no JSON");
            return;
        }
        JsonNode manifest = read.get();
        if (manifest.toString().contains("${")) {
            faults.add("manifest.json has a property that Maven did not replace: " + manifest);
        }
        if (!(manifest.path("name").asText() + "-" + manifest.path("version").asText() + "/").equals(zip.root())) {
            faults.add("manifest.json's name and version are not those of " + zip.root());
        }
        if (!manifest.path("name").asText().equals(plugin.artifact)) {
            faults.add("manifest.json's name is not " + plugin.artifact);
        }
        for (String field : List.of("/title", "/description", "/owner/username", "/owner/name", "/license/0/name")) {
            if (manifest.at(field).asText().isBlank()) {
                faults.add("manifest.json has no " + field);
            }
        }
        List<String> types = new ArrayList<>();
        manifest.path("component_types").forEach(type -> types.add(type.asText()));
        List<String> promised = plugin.components.stream()
                .map(component -> component.kind().word)
                .toList();
        if (!types.equals(promised)) {
            faults.add("manifest.json's component_types is not [\"" + String.join("\", \"", promised) + "\"]");
        }
        for (String link : List.of("logo", "documentation_url")) {
            String target = manifest.path(link).asText();
            if (!target.startsWith("https://") && !zip.has(target)) {
                faults.add("manifest.json's " + link + " names \"" + target + "\", which is not in the ZIP");
            }
        }
    }

    private static void examples(ShippedPlugin plugin, PluginZip zip, List<String> faults) {
        List<String> examples = zip.filesIn("etc/").stream()
                .filter(name -> name.endsWith(".json"))
                .toList();
        if (examples.isEmpty()) {
            faults.add("etc/ has no example configuration");
        }
        for (String name : examples) {
            Optional<JsonNode> example = zip.json("etc/" + name);
            String connector = example.map(json -> json.path("config").isMissingNode() ? json : json.path("config"))
                    .map(config -> config.path("connector.class").asText())
                    .orElse("");
            List<String> promised = plugin.components.stream()
                    .map(ShippedPlugin.Component::connector)
                    .toList();
            if (!promised.contains(connector)) {
                faults.add("etc/" + name + " is no configuration of " + String.join(" or ", promised));
            }
        }
    }

    private static void jars(ShippedPlugin plugin, PluginZip zip, List<String> faults) {
        Map<String, String> jarOfClass = new HashMap<>();
        Map<String, byte[]> relocated = new HashMap<>();
        for (String name : zip.filesIn("lib/")) {
            if (!name.endsWith(".jar")) {
                faults.add("lib/" + name + " is no jar");
                continue;
            }
            if (DENIED_JARS.matcher(name).matches()) {
                faults.add("lib/" + name + " must not be shipped: the worker brings its own, or nobody needs it");
            }
            SortedMap<String, byte[]> files = zip.jar(name);
            for (String file : files.keySet()) {
                if (DENIED_CLASSES.matcher(file).matches()) {
                    faults.add("lib/" + name + " has " + file + ", which only the worker may bring");
                }
                if (file.endsWith(".class") && !file.startsWith("META-INF/") && !file.endsWith("-info.class")) {
                    String other = jarOfClass.put(file, name);
                    // The jars of one library may each bring the same bytes of another, under a name that is theirs
                    // alone.
                    byte[] before = file.startsWith("shaded/") ? relocated.put(file, files.get(file)) : null;
                    if (other != null && !Arrays.equals(before, files.get(file))) {
                        faults.add(file + " is in lib/" + other + " and in lib/" + name);
                    }
                }
            }
            if (name.startsWith(plugin.artifact + "-")) {
                ownJar(plugin, name, files, faults);
            }
        }
        if (!zip.filesIn("lib/").contains(zip.root().replace("/", ".jar"))) {
            faults.add("the plugin's own jar is missing");
        }
    }

    private static void ownJar(ShippedPlugin plugin, String jar, SortedMap<String, byte[]> files, List<String> faults) {
        for (ShippedPlugin.Component component : plugin.components) {
            String service = component.kind().service;
            String connector = component.connector();
            String services = new String(files.getOrDefault(service, new byte[0]), StandardCharsets.UTF_8).trim();
            if (!services.equals(connector)) {
                faults.add(
                        "lib/" + jar + "'s " + service + " does not name " + connector + " but \"" + services + "\"");
            }
            if (!files.containsKey(connector.replace('.', '/') + ".class")) {
                faults.add("lib/" + jar + " has no class " + connector);
            }
        }
        files.forEach((file, content) -> {
            if (file.endsWith("penstock-version.properties")
                    && new String(content, StandardCharsets.UTF_8).contains("${")) {
                faults.add("lib/" + jar + "'s " + file + " was not filtered by Maven");
            }
        });
    }

    /** What makes two builds differ: times, and modes that the umask gave. */
    private void sameBytes(PluginZip zip, List<String> faults) {
        LocalDateTime expected = LocalDateTime.ofInstant(outputTimestamp, ZoneOffset.UTC);
        for (ZipEntry entry : zip.entries()) {
            if (!entry.getTimeLocal().equals(expected)) {
                faults.add(entry.getName() + " bears the time " + entry.getTimeLocal() + " instead of " + expected);
            }
        }
        zip.permissions().forEach((name, permissions) -> {
            Set<PosixFilePermission> wanted = name.endsWith("/") ? DIRECTORY : FILE;
            if (!permissions.equals(wanted)) {
                faults.add(name + " has the mode " + PosixFilePermissions.toString(permissions) + " instead of "
                        + PosixFilePermissions.toString(wanted));
            }
        });
    }
}
