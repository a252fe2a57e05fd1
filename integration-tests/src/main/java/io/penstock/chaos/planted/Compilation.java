package io.penstock.chaos.planted;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A few sources compiled against the jars that the rest of them was packed into; by the JDK's compiler alone, without the build's checks. */
final class Compilation {

    private static final String RELEASE = "17";

    private final Collection<Path> classPath;

    Compilation(Collection<Path> classPath) {
        this.classPath = List.copyOf(classPath);
    }

    /** @throws IllegalStateException with the compiler's errors, or if this Java has no compiler */
    void run(String title, Collection<Path> sources, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("a planted bug needs a JDK: this Java has no compiler");
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            Files.createDirectories(classes);
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null, files, diagnostics, options(classes), null, files.getJavaFileObjectsFromPaths(sources));
            if (!task.call()) {
                throw new IllegalStateException(title + " does not compile: " + errors(diagnostics));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compile " + title, e);
        }
    }

    private List<String> options(Path classes) {
        return List.of(
                "--release",
                RELEASE,
                "-proc:none",
                "-parameters",
                "-g",
                "-nowarn",
                "-implicit:none",
                "-d",
                classes.toString(),
                "-classpath",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }

    private static String errors(DiagnosticCollector<JavaFileObject> diagnostics) {
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(Object::toString)
                .collect(Collectors.joining("; "));
    }
}
