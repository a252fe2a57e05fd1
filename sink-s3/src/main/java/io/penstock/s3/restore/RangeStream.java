package io.penstock.s3.restore;

import io.penstock.common.error.FatalException;
import io.penstock.s3.error.S3Error;
import io.penstock.s3.store.ArchiveStore.Range;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes, asked for in pieces as they are needed: hundreds of files can be open, for any time, without a connection for each,
 * and a piece that fails is asked for again. All pieces are of one version of the object. A piece is let go where memory is short, and
 * what is left of it asked for again.
 */
final class RangeStream extends SeekableInput implements ReadMemory.Buffer {

    private static final byte[] NONE = new byte[0];

    private final PatientStore store;
    private final ArchiveFile file;
    private final OriginCheck origin;
    private final ReadMemory memory;
    private final IntSupplier pieceBytes;
    private byte[] piece = NONE;
    private int at;

    /** Where the piece ends in the file. */
    private long asked;

    /** Says whether an object is the one that is to be replayed. */
    @FunctionalInterface
    interface OriginCheck {

        /** @throws FatalException when it is not */
        void check(ArchiveFile file, Optional<String> nonce);
    }

    RangeStream(PatientStore store, ArchiveFile file, OriginCheck origin, ReadMemory memory) {
        this(store, file, origin, memory, memory::pieceBytes);
    }

    /** @param pieceBytes how many bytes the next request asks for */
    RangeStream(PatientStore store, ArchiveFile file, OriginCheck origin, ReadMemory memory, IntSupplier pieceBytes) {
        this.store = store;
        this.file = file;
        this.origin = origin;
        this.memory = memory;
        this.pieceBytes = pieceBytes;
    }

    @Override
    public int read() {
        return more() ? piece[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    /** What is left, as GZIPInputStream asks before it looks for a further member; some of it would have to be waited for. */
    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, piece.length - at + file.size() - asked);
    }

    @Override
    long position() {
        return asked - piece.length + at;
    }

    @Override
    void seek(long position) {
        long begin = asked - piece.length;
        if (position >= begin && position <= asked) {
            at = (int) (position - begin);
        } else {
            replace(NONE, position);
        }
    }

    private void replace(byte[] by, long end) {
        piece = by;
        at = 0;
        asked = end;
        memory.fetched(this, by.length);
    }

    private boolean more() {
        while (at == piece.length) {
            if (asked >= file.size()) {
                return false;
            }
            Range range = next();
            if (asked == 0) {
                origin.check(file, range.nonce());
            }
            replace(range.content().asByteArray(), asked + range.content().size());
        }
        return true;
    }

    private Range next() {
        int length = (int) Math.min(pieceBytes.getAsInt(), file.size() - asked);
        @Nullable
        Range range = store.read(file.key(), file.etag(), asked, length).orElse(null);
        if (range == null || range.content().size() == 0) {
            throw new FatalException(
                    S3Error.ARCHIVE_CHANGED,
                    file + " is gone from the bucket, or has changed since it was listed. "
                            + S3Error.ARCHIVE_CHANGED.remedy());
        }
        return range;
    }

    @Override
    public void drop() {
        asked = position();
        piece = NONE;
        at = 0;
    }

    @Override
    public void close() {
        replace(NONE, file.size());
    }
}
