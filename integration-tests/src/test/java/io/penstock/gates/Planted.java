package io.penstock.gates;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Violations made on the spot, so that none has to lie in the tree. Sources are keyed by class name. */
final class Planted {

    private static final Path KAFKA = Path.of("target", "kafka-api", "4.4.0");

    private Planted() {}

    /** @return the directory with the class files */
    static Path classes(Path directory, Map<String, String> sources) {
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    "-proc:none",
                    "-nowarn",
                    "-cp",
                    KAFKA + "/connect-api-4.4.0.jar" + File.pathSeparator + KAFKA + "/kafka-clients-4.4.0.jar",
                    "-d",
                    Files.createDirectories(directory.resolve("classes")).toString()));
            for (Map.Entry<String, String> source : sources.entrySet()) {
                Path file = directory.resolve("src/" + source.getKey().replace('.', '/') + ".java");
                Files.createDirectories(file.getParent());
                String name = source.getKey();
                Files.writeString(
                        file, "package " + name.substring(0, name.lastIndexOf('.')) + ";\n" + source.getValue());
                arguments.add(file.toString());
            }
            compile(arguments);
            return directory.resolve("classes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compile(List<String> arguments) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("these tests need a JDK, not a JRE, to compile what they plant");
        }
        StringWriter messages = new StringWriter();
        OutputStream sink = new OutputStream() {
            @Override
            public void write(int b) {
                messages.write(b);
            }
        };
        if (compiler.run(null, sink, sink, arguments.toArray(String[]::new)) != 0) {
            throw new IllegalArgumentException("what was planted does not compile:\n" + messages);
        }
    }

    /** Every file below the directory, as a jar. */
    static Path jar(Path file, Path directory) {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(file));
                Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile).sorted()::iterator) {
                out.putNextEntry(new ZipEntry(directory.relativize(path).toString()));
                Files.copy(path, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
