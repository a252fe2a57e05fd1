package io.penstock.s3.buffer;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that has no name once it is made: what a process that is killed in between leaves is an empty one. For its owner alone, as temporary files are
 * where a file system knows owners.
 *
 * <p>Not a FileChannel, though that reads at positions: a request that takes too long interrupts its thread, and an interrupted
 * thread closes a FileChannel, with all that the file held.
 */
final class UnlinkedFile implements SpillSpace.Slab {

    private final RandomAccessFile file;

    /** Takes the name away from an open file. */
    interface Remover {

        void remove(Path path) throws IOException;
    }

    /** @throws IOException where it cannot be made, or cannot be without a name; then nothing is left of it */
    UnlinkedFile(Path directory, Remover remover) throws IOException {
        Path path = Files.createTempFile(directory, "penstock-spill-", ".tmp");
        RandomAccessFile opened = null;
        try {
            opened = new RandomAccessFile(path.toFile(), "rw");
            remover.remove(path);
            file = opened;
        } catch (IOException e) {
            if (opened != null) {
                opened.close();
            }
            Files.deleteIfExists(path); // some file systems keep the name only of what is open
            throw e;
        }
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
        file.seek(position);
        file.write(bytes);
    }

    @Override
    public void read(long position, byte[] bytes) throws IOException {
        file.seek(position);
        try {
            file.readFully(bytes);
        } catch (EOFException e) {
            throw new IOException("the file is shorter than what was written to it", e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
