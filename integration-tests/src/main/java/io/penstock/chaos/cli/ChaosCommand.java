package io.penstock.chaos.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.chaos.plan.FaultEvent;
import io.penstock.chaos.plan.Profile;
import io.penstock.chaos.plan.Schedule;
import io.penstock.chaos.plan.Topology;
import io.penstock.chaos.planted.PlantedBug;
import io.penstock.chaos.run.ChaosReport;
import io.penstock.chaos.run.ChaosRun;
import io.penstock.chaos.run.ReportText;
import io.penstock.chaos.run.Settings;
import io.penstock.testkit.kafka.WorkerVersion;
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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Parses the command line. The text of {@code --help} is a resource, so that {@code bin/chaos} can print it before anything is built. */
@Command(name = "bin/chaos")
public final class ChaosCommand implements Callable<Integer> {

    private static final String HELP = "help.txt";
    private static final int MILLIS_A_MINUTE = 60_000;
    private static final int FRESH_SEEDS = 1_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true)
    private boolean help;

    @Option(names = "--seed", paramLabel = "N")
    private @Nullable Long seed;

    @Option(names = "--minutes", paramLabel = "M")
    private double minutes = 3;

    @Option(names = "--profile", paramLabel = "P")
    private String profile = "all";

    @Option(names = "--brokers", paramLabel = "N")
    private @Nullable Integer brokers;

    @Option(names = "--workers", paramLabel = "N")
    private @Nullable Integer workers;

    @Option(names = "--connect", paramLabel = "VERSION")
    private String connect = "4.3.1";

    @Option(names = "--seeds", paramLabel = "N")
    private int seeds = 1;

    @Option(names = "--replay", paramLabel = "FILE")
    private @Nullable Path replay;

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

    private ChaosCommand(PrintStream out) {
        this.out = out;
    }

    /** @return the exit code */
    static int execute(PrintStream out, PrintStream err, String... args) {
        ChaosCommand command = new ChaosCommand(out);
        try {
            new CommandLine(command).parseArgs(args);
            if (command.help) {
                out.print(help());
                return ExitCode.KEPT.code();
            }
            return command.call();
        } catch (CommandLine.ParameterException | IllegalArgumentException e) {
            err.println("chaos: " + e.getMessage() + "; see bin/chaos --help");
            return ExitCode.USAGE.code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.FAILED.code();
        } catch (IOException | RuntimeException e) {
            err.println("chaos: " + e);
            e.printStackTrace(err);
            return ExitCode.FAILED.code();
        }
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
        return new CommandLine(new ChaosCommand(System.out))
                .getCommandSpec().options().stream()
                        .map(CommandLine.Model.OptionSpec::longestName)
                        .toList();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ("list".equals(plantedBug)) {
            for (PlantedBug bug : PlantedBug.values()) {
                out.println(bug.name() + " (profile " + bug.profile().name().toLowerCase(Locale.ROOT) + "): "
                        + bug.title());
            }
            return ExitCode.KEPT.code();
        }
        if (minutes <= 0 || seeds < 1) {
            throw new IllegalArgumentException("--minutes and --seeds must be positive");
        }
        if (json != null) {
            Files.deleteIfExists(json);
        }
        long first =
                replay == null ? (seed == null ? ThreadLocalRandom.current().nextInt(FRESH_SEEDS) : seed) : 0;
        boolean kept = true;
        for (long next = first; next < first + seeds; next++) {
            Settings settings = replay == null ? drawn(next) : replayed(replay);
            if (scheduleOnly) {
                schedule(settings).events().forEach(out::println);
                continue;
            }
            ChaosReport report = run(settings);
            kept &= report.breaches().isEmpty();
            if (!kept && plantedBug != null) {
                out.println("caught by seed " + report.seed());
                break;
            }
        }
        return (kept ? ExitCode.KEPT : ExitCode.BREACH).code();
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
        if (report.breaches().isEmpty() && !keep) {
            delete(settings.directory());
        } else {
            out.println("data and logs are in " + settings.directory());
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
        Topology topology = new Topology(
                profile(profile),
                brokers == null ? (seed % 2 == 0 ? 1 : 3) : brokers,
                workers == null ? (seed / 2 % 2 == 0 ? 2 : 3) : workers);
        return settings(
                seed, Duration.ofMillis((long) (minutes * MILLIS_A_MINUTE)), topology, connect, Optional.empty());
    }

    private Settings replayed(Path file) throws IOException {
        JsonNode report = JSON.readTree(file.toFile());
        return settings(
                report.required("seed").asLong(),
                Duration.ofSeconds(report.required("seconds").asLong()),
                JSON.treeToValue(report.required("topology"), Topology.class),
                report.required("worker").asText(),
                Optional.of(new Schedule(
                        Arrays.asList(JSON.treeToValue(report.required("schedule"), FaultEvent[].class)))));
    }

    private Settings settings(
            long seed, Duration length, Topology topology, String version, Optional<Schedule> schedule) {
        Path home = Path.of(System.getProperty("penstock.home", "")).toAbsolutePath();
        Path runs = directory == null ? home.resolve("integration-tests/target/chaos") : directory.toAbsolutePath();
        return new Settings(
                seed,
                length,
                topology,
                version(version),
                schedule,
                Optional.ofNullable(plantedBug).map(ChaosCommand::bug),
                home,
                home.resolve("integration-tests/target/plugin-zips"),
                runs.resolve(topology.profile().name().toLowerCase(Locale.ROOT) + "-" + seed));
    }

    private static Profile profile(String name) {
        return choice("--profile", name, Profile.values());
    }

    private static PlantedBug bug(String name) {
        return choice("--planted-bug", name, PlantedBug.values());
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

    private static void delete(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(paths::add);
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
