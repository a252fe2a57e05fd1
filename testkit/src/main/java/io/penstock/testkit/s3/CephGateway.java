package io.penstock.testkit.s3;

import io.penstock.testkit.process.ChildProcess;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.ServiceProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Ceph's radosgw as the system has it installed, before a cluster of one node in memory: what it stores is gone when it is stopped. Needs
 * root, or a user that Ceph's programs run as.
 */
public final class CephGateway implements S3Server {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String ACCESS_KEY = "penstock-access";
    private static final String SECRET_KEY = "penstock-secret";

    private static final List<String> PROGRAMS = List.of(
            "ceph", "ceph-authtool", "monmaptool", "ceph-mon", "ceph-mgr", "ceph-osd", "radosgw", "radosgw-admin");

    private final int port;
    private final ServiceProcess process;

    private CephGateway(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    public static boolean installed() {
        String path = System.getenv().getOrDefault("PATH", "");
        return PROGRAMS.stream()
                .allMatch(program -> Stream.of(path.split(Pattern.quote(File.pathSeparator)))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
    }

    /**
     * On free ports.
     *
     * @param directory for the cluster's files and its log
     */
    public static CephGateway start(Path directory) {
        Path home = directory.toAbsolutePath();
        Path script = home.resolve("ceph.sh");
        Path ready = home.resolve("cluster/ready");
        try (InputStream in = Objects.requireNonNull(CephGateway.class.getResourceAsStream("ceph.sh"))) {
            Files.createDirectories(home);
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare Ceph's directory " + home, e);
        }
        int port = FreePorts.next();
        List<String> command = List.of(
                "bash",
                script.toString(),
                home.resolve("cluster").toString(),
                String.valueOf(port),
                String.valueOf(FreePorts.next()),
                String.valueOf(FreePorts.next()),
                ACCESS_KEY,
                SECRET_KEY);
        ServiceProcess process = ServiceProcess.start(
                "ceph",
                () -> ChildProcess.start("ceph", command, Map.of(), home.resolve("ceph.log")),
                () -> Files.exists(ready) && S3Server.answers(port),
                START,
                GRACE);
        return new CephGateway(port, process);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String accessKey() {
        return ACCESS_KEY;
    }

    @Override
    public String secretKey() {
        return SECRET_KEY;
    }

    @Override
    public ServiceProcess process() {
        return process;
    }
}
