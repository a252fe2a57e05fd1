package io.penstock.bench.s3;

import io.penstock.bench.measure.Work;
import io.penstock.bench.measure.WrongResultException;
import io.penstock.testkit.s3.S3ProxyServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

    private static final byte[] LINE_START = "{\"id\":".getBytes(StandardCharsets.US_ASCII);

    private final S3ProxyServer server;
    private final String name;
    private final Path folder;
    private long requestsBefore;

    Bucket(S3ProxyServer server, String name) {
        this.server = server;
        this.name = name;
        this.folder = server.objects().resolve(name).resolve(FOLDER);
        server.createBucket(name);
    }

    S3ProxyServer server() {
        return server;
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
        Lines lines = new Lines();
        for (Path path : below(folder)) {
            if (Files.isRegularFile(path)) {
                objects++;
                bytes += Files.size(path);
                lines.read(path);
            }
        }
        WrongResultException.unlessEqual("objects", (long) cut.files(), objects);
        WrongResultException.unlessEqual("records", (long) cut.records(), lines.count);
        WrongResultException.unlessEqual("sum of ids", match.sumOfIds(), lines.sumOfIds);
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

    /** Lines of JSON that begin with the field {@code id}. */
    private static final class Lines {

        private long count;
        private long sumOfIds;

        void read(Path file) throws IOException {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                for (int first = in.read(); first >= 0; first = in.read()) {
                    line(file, first, in);
                }
            }
        }

        private void line(Path file, int first, InputStream in) throws IOException {
            int next = first;
            for (byte expected : LINE_START) {
                if (next != expected) {
                    throw new WrongResultException("line " + count + " of " + file + " does not begin with its id");
                }
                next = in.read();
            }
            long id = 0;
            for (; next >= '0' && next <= '9'; next = in.read()) {
                id = id * 10 + next - '0';
            }
            while (next != '\n') {
                if (next < 0) {
                    throw new WrongResultException("the last line of " + file + " has no end");
                }
                next = in.read();
            }
            count++;
            sumOfIds += id;
        }
    }
}
