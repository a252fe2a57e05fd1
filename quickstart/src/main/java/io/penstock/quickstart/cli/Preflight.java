package io.penstock.quickstart.cli;

import io.penstock.quickstart.parts.PipelineException;
import io.penstock.quickstart.parts.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What must hold before anything is started, so that a user reads one line instead of a stack trace minutes later. */
final class Preflight {

    private static final List<String> MODULES = List.of(
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.sasl",
            "java.sql",
            "java.xml",
            "jdk.unsupported");

    private Preflight() {}

    static void check(Settings settings, Ports ports) throws PipelineException {
        modules(ModuleLayer.boot());
        Optional<String> conflict = ports.conflict();
        if (conflict.isPresent()) {
            throw new PipelineException(conflict.get());
        }
        if (settings.json().isPresent()) {
            writable("--json", settings.json().get());
        }
    }

    static void modules(ModuleLayer jdk) throws PipelineException {
        List<String> missing = MODULES.stream()
                .filter(module -> jdk.findModule(module).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new PipelineException("this JDK lacks " + String.join(", ", missing)
                    + "; install a full JDK 17 or newer, not a trimmed runtime");
        }
    }

    static void writable(String option, Path file) throws PipelineException {
        if (Files.isDirectory(file)) {
            throw new PipelineException(option + " " + file + " is a directory; name a file");
        }
        try {
            boolean existed = Files.exists(file);
            Files.newOutputStream(
                            file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)
                    .close();
            if (!existed) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new PipelineException(option + " " + file + " cannot be written: " + Reasons.of(e), e);
        }
    }
}
