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

/**
 * Adobe's S3Mock: put-if-absent honoured, but for several at the same moment, which may all succeed; tags, storage classes and
 * encryption kept and told; no signatures checked. Starts with an empty store.
 */
public final class S3MockServer implements S3Server {

    /** The id of the one key of KMS that it knows. */
    public static final String KMS_KEY = "8f0b-lake";

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final String STORE = "--com.adobe.testing.s3mock.store.";

    private final int port;
    private final ServiceProcess process;

    private S3MockServer(int port, ServiceProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * On a free port.
     *
     * @param directory for its objects and its log
     */
    public static S3MockServer start(Path directory) {
        Path root = directory.toAbsolutePath();
        Path objects = root.resolve("data");
        try {
            Files.createDirectories(objects);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare the S3 store's directory " + root, e);
        }
        int port = FreePorts.next();
        int tls = FreePorts.next();
        RuntimeClasspath classpath = RuntimeClasspath.of("s3mock");
        List<String> arguments = List.of(
                "--http.port=" + port,
                "--server.port=" + tls,
                "--server.address=127.0.0.1",
                STORE + "root=" + objects,
                STORE + "valid-kms-keys=arn:aws:kms:us-east-1:123456789012:key/" + KMS_KEY);
        ServiceProcess process = ServiceProcess.start(
                "s3mock",
                () -> ChildJvm.launch(
                        "s3mock",
                        classpath,
                        "com.adobe.testing.s3mock.S3MockApplication",
                        List.of("-Xmx384m"),
                        arguments,
                        root.resolve("s3mock.log")),
                () -> S3Server.answers(port),
                START,
                GRACE);
        return new S3MockServer(port, process);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String accessKey() {
        return "any";
    }

    @Override
    public String secretKey() {
        return "any-secret";
    }

    @Override
    public ServiceProcess process() {
        return process;
    }
}
