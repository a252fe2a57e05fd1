package io.penstock.quickstart.publish;

import io.penstock.quickstart.city.Hfp;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of acknowledged messages, one {@code operator/vehicle timestamp} a line, in the order of the acknowledgements.
 *
 * <p>Thread-safe. Written through a buffer: complete after {@link #close()}.
 */
public final class PublisherLog implements AutoCloseable {

    private final BufferedWriter writer;
    private long lines;

    private PublisherLog(BufferedWriter writer) {
        this.writer = writer;
    }

    public static PublisherLog create(Path file) throws IOException {
        return new PublisherLog(Files.newBufferedWriter(file, StandardCharsets.US_ASCII));
    }

    /** @param timestamp milliseconds since the epoch */
    public synchronized void acknowledged(int operator, int vehicle, long timestamp) throws IOException {
        writer.append(Integer.toString(operator))
                .append('/')
                .append(Integer.toString(vehicle))
                .append(' ')
                .append(Hfp.timestamp(timestamp))
                .append('\n');
        lines++;
    }

    /** Number of acknowledged messages. */
    public synchronized long size() {
        return lines;
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }

    /**
     * Reads a closed log.
     *
     * @throws IOException also if a line is none that this class wrote
     */
    public static void read(Path file, Visitor visitor) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int slash = line.indexOf('/');
                int space = line.indexOf(' ', slash);
                if (slash < 1 || space < slash + 2) {
                    throw new IOException("not a line of a publisher's log in " + file + ": " + line);
                }
                visitor.acknowledged(
                        Integer.parseInt(line, 0, slash, 10),
                        Integer.parseInt(line, slash + 1, space, 10),
                        line.substring(space + 1));
            }
        }
    }

    /** Receives each line of a log. */
    @FunctionalInterface
    public interface Visitor {
        /** @param timestamp ISO 8601 */
        void acknowledged(int operator, int vehicle, String timestamp);
    }
}
