package io.penstock.testkit.s3;

import io.penstock.testkit.process.ChildJvm;
import io.penstock.testkit.process.FreePorts;
import io.penstock.testkit.process.RuntimeClasspath;
import io.penstock.testkit.process.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * S3Proxy over the file system: path-style addresses, Signature Version 4 checked, put-if-absent ({@code If-None-Match: *}) honoured. Objects
 * are on disk and survive a restart.
 */
public final class S3ProxyServer implements S3Server {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String ACCESS_KEY = "penstock-access";
    private static final String SECRET_KEY = "penstock-secret";

    // Files that begin with .s3proxy-mpu- are multipart uploads, which it keeps.
    private static final Pattern UNFINISHED =
            Pattern.compile("(?!\\.s3proxy-mpu-).+-\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final String CONFIG = """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            s3proxy.ignore-unknown-headers=true
            jclouds.provider=filesystem
            jclouds.identity=unused
            jclouds.credential=unused
            jclouds.filesystem.basedir=%s
            """;

    private static final String LOGGING = """
            <configuration>
              <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%%d %%-5level [%%thread] %%logger{1} - %%msg%%n</pattern></encoder>
              </appender>
              <root level="INFO"><appender-ref ref="CONSOLE"/></root>
              %s
            </configuration>
            """;

    private static final String REQUEST_LOGGING = """
            <appender name="REQUESTS" class="ch.qos.logback.core.FileAppender">
              <file>%s</file>
              <encoder><pattern>%%msg%%n</pattern></encoder>
            </appender>
            <logger name="org.gaul.s3proxy.S3ProxyHandler" level="DEBUG" additivity="false">
              <appender-ref ref="REQUESTS"/>
            </logger>
            """;
    private static final String REQUEST = "request: ";

    private final int port;
    private final Path objects;
    private final Path requests;
    private final ServiceProcess process;

    private S3ProxyServer(int port, Path objects, Path requests, ServiceProcess process) {
        this.port = port;
        this.objects = objects;
        this.requests = requests;
        this.process = process;
    }

    /**
     * On a free port.
     *
     * @param directory for its objects and its log; may hold those of an earlier one
     */
    public static S3ProxyServer start(Path directory) {
        return start(directory, FreePorts.next());
    }

    public static S3ProxyServer start(Path directory, int port) {
        return start(directory, port, false);
    }

    /** On a free port, with a log of the requests, for {@link #requests()}. */
    public static S3ProxyServer startCounting(Path directory) {
        return start(directory, FreePorts.next(), true);
    }

    private static S3ProxyServer start(Path directory, int port, boolean counting) {
        Path root = directory.toAbsolutePath();
        Path objects = root.resolve("data");
        Path config = root.resolve("s3proxy.properties");
        Path logging = root.resolve("logback.xml");
        Path requests = root.resolve("requests.log");
        try {
            Files.createDirectories(objects);
            Files.writeString(logging, LOGGING.formatted(counting ? REQUEST_LOGGING.formatted(requests) : ""));
            Files.writeString(config, CONFIG.formatted(port, ACCESS_KEY, SECRET_KEY, objects));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the S3 store's directory " + root, e);
        }
        RuntimeClasspath classpath = RuntimeClasspath.of("s3proxy");
        ServiceProcess process = ServiceProcess.start(
                "s3proxy",
                () -> {
                    deleteUnfinished(objects);
                    return ChildJvm.launch(
                            "s3proxy",
                            classpath,
                            "org.gaul.s3proxy.Main",
                            List.of("-Xmx384m", "-Dlogback.configurationFile=" + logging),
                            List.of("--properties", config.toString()),
                            root.resolve("s3proxy.log"));
                },
                () -> S3Server.answers(port),
                START,
                GRACE);
        return new S3ProxyServer(port, objects, requests, process);
    }

    /**
     * S3Proxy writes an object into a file of its own beside it, named after the object with a UUID, and renames that when all of it is there. When
     * it is killed before, it later lists what was left as an object, which no store does whose objects appear whole or not at all.
     */
    private static void deleteUnfinished(Path objects) {
        try (Stream<Path> files = Files.walk(objects)) {
            for (Path file : files.filter(S3ProxyServer::isUnfinished).toList()) {
                Files.deleteIfExists(file);
                deleteIfEmpty(file.getParent(), objects);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tidy up the S3 store's directory " + objects, e);
        }
    }

    /** A folder without objects is none: S3Proxy stumbles over it. Buckets stay. */
    private static void deleteIfEmpty(@Nullable Path folder, Path objects) throws IOException {
        for (Path path = folder; path != null && !objects.equals(path.getParent()); path = path.getParent()) {
            try (Stream<Path> content = Files.list(path)) {
                if (content.findAny().isPresent()) {
                    return;
                }
            }
            Files.delete(path);
        }
    }

    private static boolean isUnfinished(Path file) {
        return Files.isRegularFile(file)
                && UNFINISHED.matcher(file.getFileName().toString()).matches();
    }

    /** Makes an empty bucket; harmless when it is there. */
    public void createBucket(String name) {
        try {
            Files.createDirectories(objects.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the bucket " + name, e);
        }
    }

    /**
     * Requests of all its starts.
     *
     * @throws UncheckedIOException if it does not count them
     */
    public long requests() {
        try (Stream<String> lines = Files.lines(requests)) {
            return lines.filter(line -> line.startsWith(REQUEST)).count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of requests; it is kept after startCounting", e);
        }
    }

    /** Where the buckets are on disk, each a folder; only to be looked at. */
    public Path objects() {
        return objects;
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
