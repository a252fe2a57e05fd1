package io.penstock.testkit.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The jars of one kind of child JVM, as the module {@code testkit/runtime/<name>} lists them. The lists are relative to the local Maven
 * repository, so that they are the same on every machine; the repository is found by where Jackson was loaded from.
 *
 * @param name of the module below {@code testkit/runtime}
 * @param jars existing files
 */
public record RuntimeClasspath(String name, List<Path> jars) {

    private static final String REPOSITORY = "@repository@/";
    private static final String REPOSITORY_PROPERTY = "maven.repo.local";

    public RuntimeClasspath {
        jars = List.copyOf(jars);
    }

    /**
     * @throws IllegalArgumentException if there is no such list
     * @throws IllegalStateException if a listed jar is not in the local repository
     */
    public static RuntimeClasspath of(String name) {
        Path repository = repository();
        List<Path> jars = Arrays.stream(read(name).strip().split(";"))
                .map(entry -> entry.startsWith(REPOSITORY)
                        ? repository.resolve(entry.substring(REPOSITORY.length()))
                        : Path.of(entry))
                .toList();
        jars.stream().filter(jar -> !Files.isReadable(jar)).findFirst().ifPresent(missing -> {
            throw new IllegalStateException("class path '" + name + "' needs " + missing
                    + ", which is not there: build testkit/runtime once with Maven, or name the local repository by -D"
                    + REPOSITORY_PROPERTY);
        });
        return new RuntimeClasspath(name, jars);
    }

    /** The same with the place that this class was loaded from in front, for the kit's own main classes. */
    public RuntimeClasspath withTestkit() {
        return with(origin(RuntimeClasspath.class)
                .orElseThrow(() -> new IllegalStateException("the testkit's own jar is unknown")));
    }

    /** The same with one more entry in front. */
    public RuntimeClasspath with(Path entry) {
        List<Path> all = new ArrayList<>();
        all.add(entry);
        all.addAll(jars);
        return new RuntimeClasspath(name, all);
    }

    /** As {@code -cp} takes it. */
    public String argument() {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private static String read(String name) {
        String resource = "/io/penstock/testkit/classpath/penstock-testkit-runtime-" + name + ".txt";
        try (InputStream in = RuntimeClasspath.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no class path '" + name + "': resource " + resource
                        + " is missing; build testkit/runtime/" + name + " and then testkit with Maven");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    private static Path repository() {
        return Optional.ofNullable(System.getProperty(REPOSITORY_PROPERTY))
                .map(Path::of)
                .or(RuntimeClasspath::repositoryOfJackson)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".m2", "repository"));
    }

    private static Optional<Path> repositoryOfJackson() {
        // <repository>/com/fasterxml/jackson/core/jackson-databind/<version>/jackson-databind-<version>.jar
        Path layout = Path.of("com", "fasterxml", "jackson", "core", "jackson-databind");
        return origin(ObjectMapper.class)
                .map(Path::getParent)
                .map(Path::getParent)
                .filter(artifact -> artifact.endsWith(layout))
                .map(artifact -> Objects.requireNonNull(artifact.getRoot())
                        .resolve(artifact.subpath(0, artifact.getNameCount() - layout.getNameCount())));
    }

    private static Optional<Path> origin(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(location -> {
                    try {
                        return Path.of(location.toURI());
                    } catch (URISyntaxException e) {
                        throw new IllegalStateException("not a path: " + location, e);
                    }
                });
    }
}
