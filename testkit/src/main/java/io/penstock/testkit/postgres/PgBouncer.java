package io.penstock.testkit.postgres;

import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PgBouncer as the system has it installed, on loopback, in transaction mode: each transaction of a client may be another session of the
 * server, of which there are two for each database. It asks for no password.
 */
public final class PgBouncer implements Service {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String NAME = "pgbouncer";

    private static final String CONFIG = """
            [databases]
            * = host=127.0.0.1 port=%d user=postgres password=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 2
            max_client_conn = 100
            server_login_retry = 1
            """;

    private final int port;
    private final ServiceProcess process;

    private PgBouncer(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    /** @return empty where it is not installed */
    public static Optional<Path> installed() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                .map(directory -> Path.of(directory, NAME))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * On a free port.
     *
     * @param binary as {@link #installed()} found it
     * @param directory for its configuration and its log
     * @param serverPort on loopback, of the server before which it stands
     */
    public static PgBouncer start(Path binary, Path directory, int serverPort) {
        int port = FreePorts.next();
        Path home = directory.toAbsolutePath();
        Path config = home.resolve("pgbouncer.ini");
        try {
            Files.createDirectories(home);
            Files.writeString(config, CONFIG.formatted(serverPort, port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare PgBouncer's directory " + home, e);
        }
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            // It refuses to run as root.
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(config.toString());
        ServiceProcess process = ServiceProcess.start(
                NAME,
                () -> ChildProcess.start(NAME, command, Map.of(), home.resolve("pgbouncer.log")),
                () -> answers(port),
                START,
                GRACE);
        return new PgBouncer(port, process);
    }

    public int port() {
        return port;
    }

    @Override
    public ServiceProcess process() {
        return process;
    }

    private static boolean answers(int port) throws IOException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?connectTimeout=2&socketTimeout=5&prepareThreshold=0",
                "postgres",
                "postgres")) {
            return connection.isValid(2);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
