package io.penstock.bench.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** Tells the {@link NoOpSource} how many records it may have made. */
final class NoOpFeed implements Feed {

    private final Tally tally;
    private final Path allowed;

    NoOpFeed(long messages, Path allowed) {
        this.tally = new Tally(messages);
        this.allowed = allowed;
    }

    @Override
    public void reset() {
        tally.reset();
    }

    @Override
    public void begin() {
        try {
            Path written = allowed.resolveSibling(allowed.getFileName() + ".new");
            Files.writeString(written, Long.toString(tally.first() + tally.messages()));
            Files.move(written, allowed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void take(byte[] payload) {
        tally.take(payload);
    }

    @Override
    public boolean isDone() {
        return tally.isDone();
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(1).plusSeconds(tally.messages() / 500);
    }

    @Override
    public long check() {
        return tally.check();
    }

    @Override
    public void close() {
        // The file goes with its directory.
    }
}
