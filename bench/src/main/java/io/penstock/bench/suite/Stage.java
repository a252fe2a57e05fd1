package io.penstock.bench.suite;

import io.penstock.bench.measure.Entrant;
import io.penstock.bench.measure.Match;
import io.penstock.bench.measure.Meter;
import io.penstock.bench.measure.Score;
import io.penstock.bench.plugin.Plugin;
import io.penstock.testkit.kafka.PluginPath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a suite runs on: its scale, the part of it that is wanted, the plugins, and a directory for its services. */
public final class Stage implements AutoCloseable {

    private final Scale scale;
    private final Choice choice;
    private final Path build;
    private final Path work;
    private final PrintStream progress;
    private final Map<String, Plugin> plugins = new HashMap<>();

    /**
     * @param build the module's {@code target}, with the ZIPs of the plugins and of the peers
     * @param work an empty directory
     */
    public Stage(Scale scale, Choice choice, Path build, Path work, PrintStream progress) {
        this.scale = scale;
        this.choice = choice;
        this.build = build;
        this.work = work;
        this.progress = progress;
    }

    public Scale scale() {
        return scale;
    }

    public Choice choice() {
        return choice;
    }

    /** For a service's files. */
    public Path directory(String service) {
        return work.resolve(service);
    }

    /** What a case runs on: versions, settings. */
    public void say(String line) {
        progress.println(line);
    }

    /** For cases whose services take long to start. */
    public boolean wants(String caseName) {
        return choice.hasCase(caseName);
    }

    /** Plays one match, if it is wanted, by those who are wanted. */
    public List<Score> play(String caseName, Map<String, Object> labels, Meter meter, List<Entrant> entrants)
            throws Exception {
        return play(caseName, labels, scale.rounds(), meter, entrants);
    }

    /** As {@link #play(String, Map, Meter, List)}, with rounds of its own number. */
    public List<Score> play(
            String caseName, Map<String, Object> labels, Match.Rounds rounds, Meter meter, List<Entrant> entrants)
            throws Exception {
        List<Entrant> wanted =
                entrants.stream().filter(entrant -> choice.has(entrant.who())).toList();
        if (!choice.hasCase(caseName) || wanted.isEmpty()) {
            return List.of();
        }
        long begin = System.nanoTime();
        List<Score> scores = new Match(caseName, labels, rounds).play(meter, wanted);
        progress.printf("%s %s: %.1f s%n", caseName, labels, (System.nanoTime() - begin) / 1e9);
        return scores;
    }

    /** One of our own, from the ZIP that is shipped. */
    public Plugin penstock(String module) throws IOException {
        return plugin("penstock-" + module, build.resolve("plugins"));
    }

    /** The ZIP itself, for a worker. */
    public Path penstockZip(String module) throws IOException {
        return zip("penstock-" + module, build.resolve("plugins"));
    }

    public Plugin peer(String artifact) throws IOException {
        return plugin(artifact, build.resolve("peers"));
    }

    private Plugin plugin(String artifact, Path directory) throws IOException {
        Plugin loaded = plugins.get(artifact);
        if (loaded == null) {
            loaded = Plugin.load(PluginPath.unpack(directory("plugin-" + artifact), zip(artifact, directory)));
            plugins.put(artifact, loaded);
        }
        return loaded;
    }

    private static Path zip(String artifact, Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> found = files.filter(
                                file -> file.getFileName().toString().matches(artifact + "-[0-9].*\\.zip"))
                        .toList();
                if (found.size() == 1) {
                    return found.get(0);
                }
            }
        }
        throw new IOException("expected one ZIP of " + artifact + " in " + directory
                + "; bin/bench puts it there, or: mvn -DskipTests -Ppeers package -pl bench -am");
    }

    @Override
    public void close() throws IOException {
        for (Plugin plugin : plugins.values()) {
            plugin.close();
        }
    }
}
