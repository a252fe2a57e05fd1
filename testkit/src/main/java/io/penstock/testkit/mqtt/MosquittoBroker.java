package io.penstock.testkit.mqtt;

import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Eclipse mosquitto as the system has it installed, anonymous, on loopback. It keeps sessions over a graceful stop, and forgets on a kill what it has not saved. Queues are long; all else is at its default, the window of
 * messages in flight too. {@link #startWithSettings} leaves all at its default that it does not name.
 */
public final class MosquittoBroker implements Service {
    private static final Duration START = Duration.ofSeconds(20);
    /** It saves its sessions first, and whoever kills it meanwhile makes it forget them. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final String CONFIG = """
            listener %d 127.0.0.1
            protocol mqtt
            listener %d 127.0.0.1
            protocol websockets
            allow_anonymous true
            persistence true
            persistence_location %s/
            log_dest stdout
            user %s
            %s
            """;

    private static final String LONG_QUEUES = "max_queued_messages 1000000";

    private final int port;
    private final int webSocketPort;
    private final ServiceProcess process;

    private MosquittoBroker(int port, int webSocketPort, ServiceProcess process) {
        this.port = port;
        this.webSocketPort = webSocketPort;
        this.process = process;
    }

    /** @return empty where it is not installed */
    public static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .map(directory -> Path.of(directory, "mosquitto"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * On free ports.
     *
     * @param binary as {@link #installed()} found it
     * @param directory for its data and its log
     */
    public static MosquittoBroker start(Path binary, Path directory) {
        return start(binary, directory, FreePorts.next());
    }

    public static MosquittoBroker start(Path binary, Path directory, int port) {
        return start(binary, directory, port, LONG_QUEUES);
    }

    /** @param settings further lines of its configuration, such as {@code max_queued_messages}, in the place of long queues */
    public static MosquittoBroker startWithSettings(Path binary, Path directory, String... settings) {
        return start(binary, directory, FreePorts.next(), settings);
    }

    private static MosquittoBroker start(Path binary, Path directory, int port, String... settings) {
        int webSocketPort = FreePorts.next();
        Path home = directory.toAbsolutePath();
        Path config = home.resolve("mosquitto.conf");
        try {
            Files.createDirectories(home);
            Files.writeString(
                    config,
                    CONFIG.formatted(
                            port,
                            webSocketPort,
                            home,
                            System.getProperty("user.name", "mosquitto"),
                            String.join("\n", settings)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the MQTT broker's directory " + home, e);
        }
        List<String> command = List.of(binary.toString(), "-c", config.toString());
        ServiceProcess process = ServiceProcess.start(
                "mosquitto",
                () -> ChildProcess.start("mosquitto", command, Map.of(), home.resolve("mosquitto.log")),
                () -> MqttProbe.answers(port),
                START,
                GRACE);
        return new MosquittoBroker(port, webSocketPort, process);
    }

    public int port() {
        return port;
    }

    public URI webSocketUri() {
        return URI.create("ws://127.0.0.1:" + webSocketPort + "/mqtt");
    }

    @Override
    public ServiceProcess process() {
        return process;
    }
}
