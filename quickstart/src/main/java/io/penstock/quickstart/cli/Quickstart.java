package io.penstock.quickstart.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.quickstart.city.City;
import io.penstock.quickstart.live.LiveLine;
import io.penstock.quickstart.live.Sample;
import io.penstock.quickstart.live.Sampler;
import io.penstock.quickstart.live.Terminal;
import io.penstock.quickstart.parts.Pipeline;
import io.penstock.quickstart.parts.PipelineException;
import io.penstock.quickstart.parts.PipelineStart;
import io.penstock.quickstart.parts.Ports;
import io.penstock.quickstart.parts.RunDirectory;
import io.penstock.quickstart.publish.Publisher;
import io.penstock.quickstart.publish.PublisherLog;
import io.penstock.quickstart.reconcile.Reconciler;
import io.penstock.quickstart.reconcile.Reconciliation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The course of a run: start, publish, wait, reconcile, end. */
final class Quickstart {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Settings settings;
    private final Terminal terminal;
    private final PrintStream err;
    private final StopSignal stop = StopSignal.install();

    Quickstart(Settings settings, Terminal terminal, PrintStream err) {
        this.settings = settings;
        this.terminal = terminal;
        this.err = err;
    }

    ExitCode run() {
        RunDirectory directory;
        Ports ports;
        try {
            ports = Ports.choose(settings.mqttPort(), settings.postgresqlPort(), settings.s3Port());
            Preflight.check(settings, ports);
            directory = createDirectory();
        } catch (PipelineException e) {
            return failed(e);
        }
        // Read by the logging library when the first client is made.
        System.setProperty(
                "org.slf4j.simpleLogger.logFile",
                directory.part("quickstart.log").toString());
        ExitCode code = ExitCode.FAILED;
        try {
            code = run(directory, ports);
        } catch (PipelineException e) {
            code = stop.requested() ? stopped() : failed(e);
        } finally {
            clear(directory, code);
        }
        return code;
    }

    private ExitCode run(RunDirectory directory, Ports ports) throws PipelineException {
        long began = System.nanoTime();
        terminal.say("Starting the pipeline (Ctrl-C ends it)");
        try (Pipeline pipeline = PipelineStart.start(
                settings.home(),
                directory,
                ports,
                (part, millis, where) ->
                        terminal.say(String.format(Locale.ROOT, "  %-26s %5.1f s   %s", part, millis / 1000.0, where)),
                stop::requested)) {
            terminal.say(String.format(
                    Locale.ROOT, "Ready after %.1f s. Look for yourself:", (System.nanoTime() - began) / 1e9));
            pipeline.hints().forEach(hint -> terminal.say("  " + hint));
            return run(directory, pipeline);
        }
    }

    private ExitCode run(RunDirectory directory, Pipeline pipeline) throws PipelineException {
        long began = System.currentTimeMillis();
        publish(directory, pipeline, City.found(settings.seed(), settings.vehicles(), began));
        terminal.say("Reconciling by id: publisher's log, Kafka, SQL and objects are read in full");
        Reconciliation result;
        try {
            result = new Reconciler(began).reconcile(directory.publisherLog(), pipeline);
            result.lines().forEach(line -> terminal.say("  " + line));
            if (settings.json().isPresent()) {
                Files.writeString(
                        settings.json().get(),
                        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result.json()) + "\n");
            }
        } catch (IOException | SQLException | RuntimeException e) {
            throw new PipelineException("the reconciliation could not be made: " + Reasons.of(e), e);
        }
        return result.exactlyOnce() ? ExitCode.EXACTLY_ONCE : ExitCode.NOT_EXACTLY_ONCE;
    }

    private void publish(RunDirectory directory, Pipeline pipeline, City city) throws PipelineException {
        try (PublisherLog log = PublisherLog.create(directory.publisherLog());
                Sampler sampler = Sampler.start(pipeline, log::size);
                Publisher publisher = Publisher.connect(pipeline.mqttBroker(), city, log, System::currentTimeMillis)) {
            long began = System.nanoTime();
            Show show = new Show(sampler, began);
            BooleanSupplier enough = () -> stop.requested() || !pipeline.alive();
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(
                    () -> publisher.run(
                            settings.rate(), settings.messages().orElse(Long.MAX_VALUE), sampler::inKafka, enough),
                    command -> new Thread(command, "quickstart-publisher").start());
            while (!finished(publishing)) {
                show.tick();
            }
            if (publisher.failed() > 0) {
                terminal.say("  " + publisher.failed()
                        + " messages were not acknowledged by the MQTT broker, first because: "
                        + publisher.firstFailure());
            }
            drain(pipeline, sampler, show);
        } catch (IOException | SQLException | ExecutionException | RuntimeException e) {
            throw new PipelineException("publishing ended: " + Reasons.of(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException("interrupted", e);
        }
    }

    private void drain(Pipeline pipeline, Sampler sampler, Show show) throws InterruptedException {
        terminal.say("Publishing has ended; waiting until all has arrived"
                + (stop.requested() ? " (Ctrl-C: do not wait)" : ""));
        sampler.recount();
        Drain drain = new Drain(System.nanoTime());
        Sample sample = show.tick();
        while (!drain.over(sample, System.nanoTime()) && !stop.impatient() && pipeline.alive()) {
            TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
            sample = show.tick();
        }
        terminal.endLive();
        if (!sample.caughtUp()) {
            sampler.trouble().ifPresent(trouble -> terminal.say("  " + trouble));
            pipeline.problems().forEach(failure -> terminal.say("  " + failure));
        }
    }

    private static boolean finished(CompletableFuture<Void> publishing)
            throws InterruptedException, ExecutionException {
        try {
            publishing.get(TICK.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private RunDirectory createDirectory() throws PipelineException {
        try {
            return RunDirectory.create(settings.keep(), Instant.now());
        } catch (IOException e) {
            String where =
                    settings.keep().map(directory -> "--keep " + directory).orElse("the temporary directory");
            throw new PipelineException(where + " cannot be written: " + Reasons.of(e), e);
        }
    }

    private void clear(RunDirectory directory, ExitCode code) {
        boolean useful = code == ExitCode.FAILED || code == ExitCode.NOT_EXACTLY_ONCE;
        if (directory.kept() || useful) {
            terminal.say("Data and logs are in " + directory.path());
        } else {
            directory.delete();
        }
    }

    private ExitCode failed(PipelineException failure) {
        terminal.endLive();
        err.println("quickstart: " + failure.getMessage());
        return ExitCode.FAILED;
    }

    private ExitCode stopped() {
        terminal.say("Stopped before anything was published.");
        return ExitCode.INTERRUPTED;
    }

    /** Prints a line a second, each with the rate since the one before. */
    private final class Show {
        private final Sampler sampler;
        private final long began;
        private Sample before;
        private long beforeNanos;

        Show(Sampler sampler, long began) {
            this.sampler = sampler;
            this.began = began;
            this.before = sampler.sample();
            this.beforeNanos = began;
        }

        Sample tick() {
            Sample now = sampler.sample();
            long nanos = System.nanoTime();
            terminal.live(LiveLine.format(
                    Duration.ofNanos(nanos - began), now, before, Duration.ofNanos(nanos - beforeNanos)));
            before = now;
            beforeNanos = nanos;
            return now;
        }
    }
}
