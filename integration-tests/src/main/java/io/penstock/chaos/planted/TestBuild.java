package io.penstock.chaos.planted;

import io.penstock.testkit.process.RuntimeClasspath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes plugins with a bug in them, of unpacked ones: the plugins' ZIPs and the repository's sources stay as they are. */
public final class TestBuild {

    /** What a worker gives its plugins; the newest, for the API is compatible. */
    private static final String CONNECT = "connect-4.3";

    private static final Pattern PROVIDED = Pattern.compile("(connect-api|kafka-clients|slf4j-api)-[0-9].*");

    private TestBuild() {}

    /**
     * Compiles the bug's sources and puts them in place of the good ones. The plugins must be of the same sources as the repository
     * holds.
     *
     * @param home the repository, of which only the patch and the sources that it changes are read
     * @param pluginPath directory of unpacked plugins that no worker has loaded yet
     * @param workDirectory for sources and class files; made if missing
     * @throws IllegalStateException if the patch does not fit the sources, naming patch, file and hunk, does not compile, or its module is in no plugin
     */
    public static void plant(PlantedBug bug, Path home, Path pluginPath, Path workDirectory) {
        List<PluginJar> jars = PluginJar.of(bug.module(), pluginPath);
        if (jars.isEmpty()) {
            throw new IllegalStateException(
                    bug + " needs a plugin with a jar of " + bug.module() + ", and " + pluginPath + " has none");
        }
        Path work = fresh(workDirectory, bug);
        List<Path> sources =
                write(SourcePatch.read(home.resolve(bug.patch())).applyTo(home), bug.module(), work.resolve("sources"));
        for (PluginJar jar : jars) {
            Path classes = work.resolve("classes-" + jar.plugin());
            List<Path> classPath = new ArrayList<>(jar.library());
            classPath.addAll(provided());
            new Compilation(classPath).run(bug.toString(), sources, classes);
            jar.replace(classes);
        }
    }

    /** Nothing of an earlier build may come into the jar. */
    private static Path fresh(Path workDirectory, PlantedBug bug) {
        try {
            Files.createDirectories(workDirectory);
            return Files.createTempDirectory(workDirectory, bug + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + workDirectory, e);
        }
    }

    private static List<Path> write(Map<String, List<String>> files, String module, Path directory) {
        List<Path> written = new ArrayList<>();
        files.forEach((name, lines) -> {
            if (!name.startsWith(module + "/src/main/java/")) {
                throw new IllegalStateException("a planted bug of " + module + " cannot change " + name);
            }
            Path source = directory.resolve(name).normalize();
            try {
                Files.createDirectories(source.resolveSibling(""));
                written.add(Files.write(source, lines));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + source, e);
            }
        });
        return written;
    }

    /** Connect's jars are there by the plugins' contract, the annotations at compile time only. */
    private static List<Path> provided() {
        List<Path> jars = RuntimeClasspath.of(CONNECT).jars().stream()
                .filter(jar ->
                        PROVIDED.matcher(String.valueOf(jar.getFileName())).matches())
                .collect(Collectors.toCollection(ArrayList::new));
        CodeSource annotations =
                Objects.requireNonNull(Nullable.class.getProtectionDomain().getCodeSource());
        try {
            jars.add(Path.of(annotations.getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a path: " + annotations.getLocation(), e);
        }
        return jars;
    }
}
