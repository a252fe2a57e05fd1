package io.penstock.bench.cli;

import io.penstock.bench.jdbc.JdbcSuite;
import io.penstock.bench.measure.Report;
import io.penstock.bench.measure.WrongResultException;
import io.penstock.bench.mqtt.MqttSuite;
import io.penstock.bench.s3.S3Suite;
import io.penstock.bench.suite.Choice;
import io.penstock.bench.suite.Scale;
import io.penstock.bench.suite.Stage;
import io.penstock.bench.suite.Suite;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parses the command line and runs one suite. The text of {@code --help} is a resource, so that {@code bin/bench} can print it before anything is built. */
@Command(name = "bin/bench")
final class BenchCommand implements Callable<Integer> {

    static final Map<String, Suite> SUITES =
            new TreeMap<>(Map.of("jdbc", new JdbcSuite(), "mqtt", new MqttSuite(), "s3", new S3Suite()));

    private static final String HELP = "help.txt";

    private final Path home;
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true)
    private boolean help;

    @Parameters(arity = "0..1", paramLabel = "SUITE")
    private @Nullable String suite;

    @Option(names = "--quick")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE")
    private @Nullable Path json;

    @Option(names = "--case", paramLabel = "PATTERN")
    private Pattern cases = Pattern.compile("");

    @Option(names = "--who", paramLabel = "NAME,...", split = ",")
    private Set<String> who = Set.of();

    @Option(names = "--rounds", paramLabel = "N")
    private @Nullable Integer rounds;

    @Option(names = "--items", paramLabel = "N")
    private @Nullable Integer items;

    private BenchCommand(Path home, PrintStream out, PrintStream err) {
        this.home = home;
        this.out = out;
        this.err = err;
    }

    /**
     * @param home the project's directory
     * @return the exit code
     */
    static int execute(Path home, PrintStream out, PrintStream err, String... args) {
        BenchCommand command = new BenchCommand(home, out, err);
        try {
            new CommandLine(command).parseArgs(args);
        } catch (CommandLine.ParameterException e) {
            return command.refuse(String.valueOf(e.getMessage()));
        }
        if (command.help) {
            out.print(help());
            return ExitCode.MEASURED.code();
        }
        return command.call();
    }

    static List<String> options() {
        return new CommandLine(new BenchCommand(Path.of(""), System.out, System.err))
                .getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .toList();
    }

    private static String help() {
        try (InputStream in = BenchCommand.class.getResourceAsStream(HELP)) {
            if (in == null) {
                throw new IllegalStateException("resource " + HELP + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read resource " + HELP, e);
        }
    }

    @Override
    public Integer call() {
        Suite chosen = suite == null ? null : SUITES.get(suite);
        if (chosen == null) {
            return refuse("the suite is one of core, " + String.join(", ", SUITES.keySet())
                    + (suite == null ? "" : ", not " + suite));
        }
        if ((rounds != null && rounds < 1) || (items != null && items < 1)) {
            return refuse("--rounds and --items are at least 1");
        }
        try {
            return measure(chosen).code();
        } catch (WrongResultException e) {
            err.println("bench: wrong result, so there is no speed to report: " + e.getMessage());
            return ExitCode.WRONG.code();
        } catch (Exception | LinkageError e) {
            err.println("bench: " + e);
            e.printStackTrace(err);
            return ExitCode.FAILED.code();
        }
    }

    private ExitCode measure(Suite chosen) throws Exception {
        try (Workspace workspace = Workspace.create();
                Stage stage = new Stage(
                        scale(chosen),
                        new Choice(cases, who),
                        home.resolve("bench").resolve("target"),
                        workspace.directory(),
                        err)) {
            Report report = new Report(chosen.figures(), chosen.run(stage));
            if (report.scores().isEmpty()) {
                refuse("nothing of the suite fits --case and --who");
                return ExitCode.USAGE;
            }
            out.print(report.table());
            if (json != null) {
                Files.writeString(json, report.json());
            }
            return ExitCode.MEASURED;
        }
    }

    private Scale scale(Suite chosen) {
        Scale scale = chosen.scale(quick);
        if (items != null) {
            scale = scale.withItems(items);
        }
        return rounds == null ? scale : scale.withRounds(rounds);
    }

    private int refuse(String problem) {
        err.println("bench: " + problem + "; see bin/bench --help");
        return ExitCode.USAGE.code();
    }
}
