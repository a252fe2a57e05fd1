package io.penstock.testkit.mariadb;

import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.Service;
import io.penstock.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * MariaDB 11.4 on loopback, with the user {@code test} and the password {@code test}, who may do everything but see other users'
 * processes, and {@code admin} with {@code admin} who may do that too. Commits survive {@link #kill()}, but not a power failure.
 */
public final class EmbeddedMariaDbServer implements Service {

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String NAME = "mariadb";

    private final int port;
    private final ServiceProcess process;

    private EmbeddedMariaDbServer(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Whether there is a MariaDB for this machine on the class path. */
    public static boolean isAvailable() {
        return MariaDbBinaries.areHere();
    }

    /**
     * On a free port.
     *
     * @param directory for its data and its log
     */
    public static EmbeddedMariaDbServer start(Path directory) {
        Path root = directory.toAbsolutePath();
        Path data = root.resolve("data");
        Path log = root.resolve("mariadb.log");
        int port = FreePorts.next();
        MariaDbBinaries binaries = MariaDbBinaries.unpacked();
        Map<String, String> environment = Map.of(
                "LC_ALL",
                "C",
                "TZ",
                "UTC",
                "LD_LIBRARY_PATH",
                binaries.libraries().toString());
        if (!Files.exists(data.resolve("mysql"))) {
            initialize(binaries, environment, root, data, log);
        }
        List<String> command = new ArrayList<>(common(binaries, data));
        command.addAll(List.of(
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + root.resolve("s"),
                "--pid-file=" + root.resolve("pid"),
                "--skip-name-resolve",
                // a proxy between is to see what is said
                "--skip-ssl",
                "--skip-log-bin",
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=64M",
                "--character-set-server=latin1"));
        ServiceProcess process = ServiceProcess.start(
                NAME, () -> ChildProcess.start(NAME, command, environment, log), () -> greets(port), START, GRACE);
        return new EmbeddedMariaDbServer(port, process);
    }

    public int port() {
        return port;
    }

    @Override
    public ServiceProcess process() {
        return process;
    }

    private static List<String> common(MariaDbBinaries binaries, Path data) {
        return List.of(
                binaries.program().toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--datadir=" + data,
                "--lc-messages-dir=" + binaries.share(),
                "--character-sets-dir=" + binaries.share().resolve("charsets"));
    }

    /** As {@code mariadb-install-db} does, without a shell and its helpers. */
    private static void initialize(
            MariaDbBinaries binaries, Map<String, String> environment, Path root, Path data, Path log) {
        try {
            Files.createDirectories(data.resolve("mysql"));
            Path script = root.resolve("bootstrap.sql");
            Files.writeString(script, bootstrap(binaries.share()));
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$@\" < " + script, "sh"));
            command.addAll(common(binaries, data));
            command.addAll(List.of(
                    "--bootstrap", "--innodb-buffer-pool-size=32M", "--skip-log-bin", "--net-read-timeout=3600"));
            try (ChildProcess child = ChildProcess.start("mariadb-bootstrap", command, environment, log)) {
                child.awaitSuccess(START);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare MariaDB's directory " + root, e);
        }
    }

    private static String bootstrap(Path share) throws IOException {
        StringBuilder sql =
                new StringBuilder("CREATE DATABASE IF NOT EXISTS mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n");
        for (String file : List.of(
                "mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql")) {
            for (String line : Files.readAllLines(share.resolve(file), StandardCharsets.UTF_8)) {
                // the machine's own name may not resolve
                if (!line.contains("@current_hostname")) {
                    sql.append(line).append('\n');
                }
            }
        }
        return sql.append("FLUSH PRIVILEGES;\n")
                .append("CREATE USER test@'%' IDENTIFIED BY 'test';\n")
                .append(
                        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES ON *.* TO test@'%';\n")
                .append("CREATE USER admin@'%' IDENTIFIED BY 'admin';\n")
                .append("GRANT ALL ON *.* TO admin@'%' WITH GRANT OPTION;\n")
                .toString();
    }

    /** The server speaks first. */
    private static boolean greets(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            socket.setSoTimeout(5_000);
            return socket.getInputStream().read() >= 0;
        }
    }
}
