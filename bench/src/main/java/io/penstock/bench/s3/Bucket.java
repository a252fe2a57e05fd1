package io.penstock.bench.s3;

import io.penstock.bench.measure.Work;
import io.penstock.bench.measure.WrongResultException;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One contestant's bucket, looked at where the server keeps it on disk. */
final class Bucket {

    /** The folder of the data objects. */
    static final String FOLDER = "topics";

    private final S3ProxyServer server;
    private final URI endpoint;
    private final String name;
    private final Path folder;
    private long requestsBefore;

    /** @param endpoint at which the server is to be asked */
    Bucket(S3ProxyServer server, URI endpoint, String name) {
        this.server = server;
        this.endpoint = endpoint;
        this.name = name;
        this.folder = server.objects().resolve(name).resolve(FOLDER);
        server.createBucket(name);
    }

    S3ProxyServer server() {
        return server;
    }

    URI endpoint() {
        return endpoint;
    }

    String name() {
        return name;
    }

    /** Takes away what the last round has left, but for the sink's own records. */
    void reset() throws IOException {
        for (Path path : below(folder)) {
            Files.delete(path);
        }
        requestsBefore = server.requests();
    }

    /**
     * What has been written since.
     *
     * @throws WrongResultException if it is not each record once, in so many objects
     */
    Work check(S3Match match) throws IOException {
        S3Case.Cut cut = match.cut();
        long requests = server.requests() - requestsBefore;
        long objects = 0;
        long bytes = 0;
        Contents contents = Contents.NONE;
        for (Path path : below(folder)) {
            if (Files.isRegularFile(path)) {
                objects++;
                bytes += Files.size(path);
                contents = contents.plus(match.kind().form().reader().of(path));
            }
        }
        WrongResultException.unlessEqual("objects", (long) cut.files(), objects);
        WrongResultException.unlessEqual("records", (long) cut.records(), contents.records());
        WrongResultException.unlessEqual("sum of ids", match.sumOfIds(), contents.sumOfIds());
        return new Work(cut.records(), Map.of("objects", objects, "requests", requests, "bytes", bytes));
    }

    /** Deepest first. */
    private static List<Path> below(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
