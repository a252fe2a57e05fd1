package io.penstock.chaos.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.MqttBroker;
import io.penstock.chaos.plan.ObjectFormat;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.PlantedBug;
import io.penstock.chaos.run.ChaosReport;
import io.penstock.chaos.run.ChaosRun;
import io.penstock.chaos.run.ReportTable;
import io.penstock.chaos.run.ReportText;
import io.penstock.chaos.run.RunDirectory;
import io.penstock.chaos.run.Settings;
import io.penstock.chaos.run.Verdict;
import io.penstock.testkit.kafka.WorkerVersion;
import io.penstock.testkit.mqtt.MosquittoBroker;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Parses the command line. The text of {@code --help} is a resource, so that {@code bin/chaos} can print it before anything is built. */
@Command(name = "bin/chaos")
public final class ChaosCommand {

    private static final String HELP = "help.txt";
    private static final String NEWEST = "4.3.1";
    private static final int MILLIS_A_MINUTE = 60_000;
    private static final int FRESH_SEEDS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true)
    private boolean help;

    @Option(names = "--seed", paramLabel = "N")
    private @Nullable Long seed;

    @Option(names = "--minutes", paramLabel = "M")
    private double minutes = 3;

    @Option(names = "--profile", paramLabel = "P")
    private @Nullable String profile;

    @Option(names = "--brokers", paramLabel = "N")
    private @Nullable Integer brokers;

    @Option(names = "--workers", paramLabel = "N")
    private @Nullable Integer workers;

    @Option(names = "--transactions", paramLabel = "B", arity = "1")
    private @Nullable Boolean transactions;

    @Option(names = "--format", paramLabel = "F")
    private @Nullable String format;

    @Option(names = "--mqtt-broker", paramLabel = "B")
    private @Nullable String mqttBroker;

    @Option(names = "--connect", paramLabel = "VERSION")
    private String connect = NEWEST;

    @Option(names = "--seeds", paramLabel = "N")
    private int seeds = 1;

    @Option(names = "--replay", paramLabel = "FILE")
    private @Nullable Path replay;

    @Option(names = "--table", paramLabel = "FILE", arity = "1..*")
    private List<Path> table = List.of();

    @Option(names = "--planted-bug", paramLabel = "NAME")
    private @Nullable String plantedBug;

    @Option(names = "--json", paramLabel = "FILE")
    private @Nullable Path json;

    @Option(names = "--schedule-only")
    private boolean scheduleOnly;

    @Option(names = "--keep")
    private boolean keep;

    @Option(names = "--directory", paramLabel = "DIR")
    private @Nullable Path directory;

    private ChaosCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** @return the exit code */
    static int execute(PrintStream out, PrintStream err, String... args) {
        ChaosCommand command = new ChaosCommand(out, err);
        List<Settings> runs;
        try {
            new CommandLine(command).parseArgs(args);
            if (command.help) {
                out.print(help());
                return ExitCode.KEPT.code();
            }
            if ("list".equals(command.plantedBug)) {
                command.list();
                return ExitCode.KEPT.code();
            }
            if (!command.table.isEmpty()) {
                command.printTable();
                return ExitCode.KEPT.code();
            }
            runs = command.runs();
        } catch (CommandLine.ParameterException | IllegalArgumentException e) {
            err.println("chaos: " + e.getMessage() + "; see bin/chaos --help");
            return ExitCode.USAGE.code();
        } catch (IOException e) {
            err.println("chaos: cannot read a report: " + e + "; see bin/chaos --help");
            return ExitCode.USAGE.code();
        }
        return command.carryOut(runs).code();
    }

    static String help() {
        try (InputStream in = ChaosCommand.class.getResourceAsStream(HELP)) {
            if (in == null) {
                throw new IllegalStateException("resource " + HELP + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read resource " + HELP, e);
        }
    }

    static List<String> options() {
        return new CommandLine(new ChaosCommand(System.out, System.err))
                .getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .toList();
    }

    private void printTable() throws IOException {
        List<JsonNode> reports = new ArrayList<>();
        for (Path file : table) {
            reports.addAll(Reports.of(file));
        }
        ReportTable.of(reports).forEach(out::println);
    }

    private void list() {
        for (PlantedBug bug : PlantedBug.values()) {
            out.println(bug.name() + " (profile " + bug.profile().name().toLowerCase(Locale.ROOT) + "): " + bug.title()
                    + " Seen as " + bug.symptom() + ".");
        }
    }

    /**
     * All that is asked for, before anything is started.
     *
     * @throws IllegalArgumentException if an option has no such value
     * @throws IOException if the report to replay cannot be read
     */
    private List<Settings> runs() throws IOException {
        if (!(minutes > 0) || seeds < 1) {
            throw new IllegalArgumentException("--minutes and --seeds must be positive");
        }
        List<Settings> runs = new ArrayList<>();
        if (replay == null) {
            long first = seed == null ? ThreadLocalRandom.current().nextInt(FRESH_SEEDS) : seed;
            for (int i = 0; i < seeds; i++) {
                runs.add(drawn(first + i));
            }
        } else {
            runs.addAll(Collections.nCopies(seeds, replayed(replay)));
        }
        for (Settings run : runs) {
            run.plantedBug()
                    .filter(bug -> !bug.runsIn(run.topology().profile()))
                    .ifPresent(bug -> {
                        throw new IllegalArgumentException("--profile "
                                + run.topology().profile().name().toLowerCase(Locale.ROOT) + " cannot catch " + bug
                                + "; " + bug.profile().name().toLowerCase(Locale.ROOT) + " and all can");
                    });
        }
        return runs;
    }

    private ExitCode carryOut(List<Settings> runs) {
        if (scheduleOnly) {
            runs.forEach(run -> schedule(run).events().forEach(out::println));
            return ExitCode.KEPT;
        }
        Settings current = runs.get(0);
        try {
            if (json != null) {
                Files.deleteIfExists(json);
            }
            List<Verdict> verdicts = new ArrayList<>();
            for (Settings drawn : runs) {
                // Only now, since the run before may have left its directory.
                current = drawn.in(RunDirectory.fresh(
                        runsDirectory(), String.valueOf(drawn.directory().getFileName())));
                ChaosReport report = run(current);
                verdicts.add(report.verdict());
                if (current.plantedBug().stream().anyMatch(report::shows)) {
                    out.println("caught by seed " + report.seed());
                    return ExitCode.KEPT;
                }
            }
            if (plantedBug != null) {
                out.println(plantedBug + " was not caught");
                return uncaught(verdicts);
            }
            return worst(verdicts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(current, e);
        } catch (Exception | AssertionError e) {
            return failed(current, e);
        }
    }

    private ExitCode failed(Settings run, Throwable failure) {
        err.println("chaos: seed " + run.seed() + " could not go on: " + failure);
        failure.printStackTrace(err);
        err.println("data and logs are in " + run.directory());
        return ExitCode.FAILED;
    }

    /** Of a hunt in vain. */
    static ExitCode uncaught(List<Verdict> verdicts) {
        return verdicts.stream().allMatch(Verdict.PROVED_NOTHING::equals) ? ExitCode.FAILED : ExitCode.BREACH;
    }

    static ExitCode worst(List<Verdict> verdicts) {
        if (verdicts.contains(Verdict.BROKEN)) {
            return ExitCode.BREACH;
        }
        return verdicts.contains(Verdict.PROVED_NOTHING) ? ExitCode.FAILED : ExitCode.KEPT;
    }

    private ChaosReport run(Settings settings) throws IOException, InterruptedException {
        out.println("seed " + settings.seed() + ", " + settings.topology());
        print(schedule(settings));
        ChaosReport report = new ChaosRun(settings, out::println).run();
        out.println();
        ReportText.of(report).forEach(out::println);
        out.println();
        if (json != null) {
            Files.writeString(
                    json, JSON.writeValueAsString(report) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        if (report.verdict() != Verdict.KEPT || keep) {
            out.println("data and logs are in " + settings.directory());
        } else if (!RunDirectory.delete(settings.directory())) {
            err.println("chaos: warning: " + settings.directory() + " could not be deleted");
        }
        return report;
    }

    private void print(Schedule schedule) {
        out.println("schedule:");
        schedule.events().forEach(event -> out.println("  " + event));
    }

    private static Schedule schedule(Settings settings) {
        return settings.schedule()
                .orElseGet(() -> Schedule.draw(settings.seed(), settings.topology(), settings.length()));
    }

    private Settings drawn(long seed) {
        Profile drawn = profile();
        Topology topology = new Topology(
                drawn,
                brokers == null ? (seed % 2 == 0 ? 1 : 3) : brokers,
                workers == null ? (seed / 2 % 2 == 0 ? 2 : 3) : workers,
                transactions == null ? drawn.hasMqtt() && wantsTransactions(seed) : transactions,
                format(drawn, seed),
                mqttBroker(drawn, seed));
        return settings(
                seed, Duration.ofMillis((long) (minutes * MILLIS_A_MINUTE)), topology, connect, Optional.empty());
    }

    /** Planted bugs are hunted in what is quickest to read. */
    private ObjectFormat format(Profile drawn, long seed) {
        if (format != null) {
            return choice("--format", format, ObjectFormat.values());
        }
        return drawn.hasStore() && bug().isEmpty() ? ObjectFormat.of(seed) : ObjectFormat.JSONL;
    }

    /** Planted bugs are hunted where a kill of the broker is one. */
    private MqttBroker mqttBroker(Profile drawn, long seed) {
        boolean installed = MosquittoBroker.installed().isPresent();
        if (mqttBroker != null) {
            MqttBroker wanted = choice("--mqtt-broker", mqttBroker, MqttBroker.values());
            if (wanted == MqttBroker.MOSQUITTO && !installed) {
                throw new IllegalArgumentException(
                        "--mqtt-broker mosquitto: it is not installed (Debian: apt-get install mosquitto)");
            }
            return wanted;
        }
        return drawn.hasMqtt() && installed && bug().isEmpty() ? MqttBroker.of(seed) : MqttBroker.HIVEMQ;
    }

    private boolean wantsTransactions(long seed) {
        return bug().map(PlantedBug::needsTransactions).orElse(false) || seed / 4 % 2 == 0;
    }

    private Settings replayed(Path file) throws IOException {
        JsonNode report = Reports.one(file, seed);
        long millis = report.path("lengthMillis")
                .asLong(Duration.ofSeconds(report.required("seconds").asLong()).toMillis());
        return settings(
                report.required("seed").asLong(),
                Duration.ofMillis(millis),
                JSON.treeToValue(report.required("topology"), Topology.class),
                report.required("worker").asText(),
                Optional.of(new Schedule(
                        Arrays.asList(JSON.treeToValue(report.required("schedule"), FaultEvent[].class)))));
    }

    private Settings settings(
            long seed, Duration length, Topology topology, String version, Optional<Schedule> schedule) {
        Path home = home();
        Optional<PlantedBug> bug = bug();
        StringBuilder name = new StringBuilder(topology.profile() + "-" + seed);
        if (!version.equals(NEWEST)) {
            name.append('-').append(version);
        }
        bug.ifPresent(planted -> name.append('-').append(planted));
        if (replay != null) {
            name.append("-replay");
        }
        return new Settings(
                seed,
                length,
                topology,
                version(version),
                schedule,
                bug,
                home,
                home.resolve("integration-tests/target/plugin-zips"),
                System.getProperty("penstock.commit", ""),
                runsDirectory().resolve(name.toString().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    private static Path home() {
        return Path.of(System.getProperty("penstock.home", "")).toAbsolutePath();
    }

    private Path runsDirectory() {
        return directory == null ? home().resolve("integration-tests/target/chaos") : directory.toAbsolutePath();
    }

    private Profile profile() {
        return profile == null
                ? bug().map(PlantedBug::profile).orElse(Profile.ALL)
                : choice("--profile", profile, Profile.values());
    }

    private Optional<PlantedBug> bug() {
        return Optional.ofNullable(plantedBug).map(name -> choice("--planted-bug", name, PlantedBug.values()));
    }

    private static <T extends Enum<T>> T choice(String option, String name, T[] values) {
        String wanted = name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Stream.of(values)
                .filter(value -> value.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(option + " " + name + " is not one of "
                        + Arrays.toString(values).toLowerCase(Locale.ROOT)));
    }

    private static WorkerVersion version(String number) {
        return Stream.of(WorkerVersion.values())
                .filter(version -> version.number().equals(number))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--connect " + number + " is not one of "
                        + Stream.of(WorkerVersion.values())
                                .map(WorkerVersion::number)
                                .toList()));
    }
}
