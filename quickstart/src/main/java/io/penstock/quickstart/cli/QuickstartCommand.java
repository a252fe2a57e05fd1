package io.penstock.quickstart.cli;

import io.penstock.quickstart.live.Terminal;
import io.penstock.quickstart.parts.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Parses the command line. The text of {@code --help} is a resource, so that {@code bin/quickstart} can print it before anything is built. */
@Command(name = "bin/quickstart")
public final class QuickstartCommand implements Callable<Integer> {

    private static final String HELP = "help.txt";

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true)
    private boolean help;

    @Option(names = "--rate", paramLabel = "N")
    private long rate = 500;

    @Option(names = "--vehicles", paramLabel = "N")
    private int vehicles = 200;

    @Option(names = "--messages", paramLabel = "N")
    private @Nullable Long messages;

    @Option(names = "--seed", paramLabel = "N")
    private long seed = 1;

    @Option(names = "--json", paramLabel = "FILE")
    private @Nullable Path json;

    @Option(names = "--keep", paramLabel = "DIR")
    private @Nullable Path keep;

    @Option(names = "--mqtt-port", paramLabel = "PORT")
    private @Nullable Integer mqttPort;

    @Option(names = "--postgresql-port", paramLabel = "PORT")
    private @Nullable Integer postgresqlPort;

    @Option(names = "--s3-port", paramLabel = "PORT")
    private @Nullable Integer s3Port;

    private QuickstartCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs it all on the process's own streams.
     *
     * @return the exit code
     */
    public static int execute(String... args) {
        return execute(System.out, System.err, args);
    }

    static int execute(PrintStream out, PrintStream err, String... args) {
        QuickstartCommand command = new QuickstartCommand(out, err);
        CommandLine line = commandLine(command);
        try {
            line.parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            err.println("quickstart: " + e.getMessage() + "; see bin/quickstart --help");
            return ExitCode.USAGE.code();
        }
        if (command.help) {
            out.print(help());
            return ExitCode.EXACTLY_ONCE.code();
        }
        return command.call();
    }

    static CommandLine commandLine(QuickstartCommand command) {
        return new CommandLine(command).setTrimQuotes(true);
    }

    static String help() {
        try (InputStream in = QuickstartCommand.class.getResourceAsStream(HELP)) {
            if (in == null) {
                throw new IllegalStateException("resource " + HELP + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read resource " + HELP, e);
        }
    }

    static List<String> options() {
        return commandLine(new QuickstartCommand(System.out, System.err)).getCommandSpec().options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .toList();
    }

    @Override
    public Integer call() {
        Settings settings = new Settings(
                new Home(Path.of(System.getProperty("penstock.home", ""))),
                rate,
                vehicles,
                messages == null ? OptionalLong.empty() : OptionalLong.of(messages),
                seed,
                Optional.ofNullable(json),
                Optional.ofNullable(keep),
                optional(mqttPort),
                optional(postgresqlPort),
                optional(s3Port));
        List<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            problems.forEach(problem -> err.println("quickstart: " + problem));
            return ExitCode.USAGE.code();
        }
        return new Quickstart(settings, new Terminal(out, Integer.getInteger("penstock.columns", 0)), err)
                .run()
                .code();
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
