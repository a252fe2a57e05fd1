package io.penstock.testkit.postgres;

import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import io.penstock.testkit.process.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * PostgreSQL 18 on loopback, with passwords checked (SCRAM), database, user and password all {@code postgres}. Commits survive
 * {@link #kill()}, but not a power failure: it runs without fsync. As root it runs in a user namespace, since it refuses root.
 */
public final class EmbeddedPostgresServer implements Service {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String NAME = "postgres";
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]*");

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "full_page_writes=off",
            "max_connections=200",
            "shared_buffers=64MB",
            // Not in /dev/shm, where it would outlive a kill.
            "dynamic_shared_memory_type=mmap",
            "max_wal_size=512MB",
            "jit=off",
            "autovacuum_naptime=10s",
            "log_checkpoints=off",
            "log_line_prefix=%m [%p] ",
            "timezone=UTC",
            "log_timezone=UTC");

    private final int port;
    private final ServiceProcess process;

    private EmbeddedPostgresServer(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * On a free port.
     *
     * @param directory for its data and its log; may hold those of an earlier one
     */
    public static EmbeddedPostgresServer start(Path directory) {
        return start(directory, FreePorts.next());
    }

    /** @throws StartupException if it cannot be made or does not start */
    public static EmbeddedPostgresServer start(Path directory, int port) {
        Path root = directory.toAbsolutePath();
        Path data = root.resolve("data");
        Path log = root.resolve("postgres.log");
        PostgresBinaries binaries = PostgresBinaries.unpacked();
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialize(binaries, root, data, log);
        }
        List<String> command = new ArrayList<>(unprivileged());
        command.addAll(
                List.of(binaries.program("postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        for (String setting : SETTINGS) {
            command.addAll(List.of("-c", setting));
        }
        ServiceProcess process = ServiceProcess.start(
                NAME,
                // SIGTERM would wait for all clients to leave.
                () -> ChildProcess.start(NAME, command, ENVIRONMENT, ChildProcess.StopSignal.INT, log),
                () -> answers(port),
                START,
                GRACE);
        return new EmbeddedPostgresServer(port, process);
    }

    public int port() {
        return port;
    }

    /** Of the database {@code postgres}, without user and password. */
    public String jdbcUrl() {
        return jdbcUrl(NAME);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public String user() {
        return NAME;
    }

    public String password() {
        return NAME;
    }

    /** A new connection to the database {@code postgres}; the caller closes it. */
    public Connection connect() throws SQLException {
        return connect(NAME);
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user(), password());
    }

    /**
     * Makes an empty database.
     *
     * @param name lower-case letters, digits and underscores
     */
    public void createDatabase(String name) throws SQLException {
        if (!IDENTIFIER.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain lower-case name: " + name);
        }
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
    }

    @Override
    public ServiceProcess process() {
        return process;
    }

    private static void initialize(PostgresBinaries binaries, Path root, Path data, Path log) {
        try {
            Files.createDirectories(data);
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
            Path passwordFile = root.resolve("initdb.password");
            Files.writeString(passwordFile, NAME + "\n");
            List<String> command = new ArrayList<>(unprivileged());
            command.addAll(List.of(
                    binaries.program("initdb").toString(),
                    "--pgdata=" + data,
                    "--username=" + NAME,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "--no-instructions"));
            try (ChildProcess initdb = ChildProcess.start("initdb", command, ENVIRONMENT, log)) {
                initdb.awaitSuccess(START);
            }
            Files.delete(passwordFile);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare PostgreSQL's directory " + root, e);
        }
    }

    private static List<String> unprivileged() {
        return "root".equals(System.getProperty("user.name")) ? List.of("unshare", "--user") : List.of();
    }

    private static boolean answers(int port) throws IOException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME + "?connectTimeout=2&socketTimeout=5", NAME, NAME)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
