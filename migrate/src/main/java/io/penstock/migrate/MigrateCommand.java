package io.penstock.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parses the command line, reads, writes. The text of {@code --help} is printed by {@code bin/migrate}. */
@Command(name = "bin/migrate")
final class MigrateCommand {

    @Parameters(arity = "1", paramLabel = "FILE")
    private String file = "";

    @Option(names = "--report", paramLabel = "FILE")
    private @Nullable Path report;

    private MigrateCommand() {}

    static ExitCode execute(InputStream in, PrintStream out, PrintStream err, String... args) {
        MigrateCommand command = new MigrateCommand();
        try {
            new CommandLine(command).parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            err.println("migrate: " + e.getMessage() + "; see bin/migrate --help");
            return ExitCode.UNUSABLE;
        }
        try {
            return command.run(in, out, err);
        } catch (UnusableException e) {
            err.println("migrate: " + command.file + ": " + e.getMessage());
            return ExitCode.UNUSABLE;
        } catch (IOException e) {
            err.println("migrate: cannot read or write: " + e);
            return ExitCode.UNUSABLE;
        }
    }

    private ExitCode run(InputStream in, PrintStream out, PrintStream err) throws IOException {
        byte[] bytes = file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        ConnectorFile given = ConnectorFile.parse(new String(bytes, StandardCharsets.UTF_8));
        Migration migration = Migration.of(given.config());
        if (report == null) {
            err.print(migration.report());
        } else {
            Files.writeString(report, migration.report());
        }
        out.print(given.with(migration.config()));
        out.flush();
        return migration.complete() ? ExitCode.CARRIED_OVER : ExitCode.TO_DECIDE;
    }
}
