package io.penstock.bench.s3;

import io.penstock.bench.measure.WrongResultException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines of JSON that begin with the field {@code id}. */
final class JsonText {

    private static final byte[] LINE_START = "{\"id\":".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private long count;
    private long sumOfIds;

    private JsonText(Path file) {
        this.file = file;
    }

    static Contents contents(Path file) throws IOException {
        JsonText lines = new JsonText(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int first = in.read(); first >= 0; first = in.read()) {
                lines.line(first, in);
            }
        }
        return new Contents(lines.count, lines.sumOfIds);
    }

    private void line(int first, InputStream in) throws IOException {
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
