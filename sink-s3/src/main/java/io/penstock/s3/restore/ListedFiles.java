package io.penstock.s3.restore;

import io.penstock.common.offset.Position;
import io.penstock.s3.chain.DataFile;
import io.penstock.s3.chain.ElementCodec.Summary;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * The files that a partition's commit records list, packed: each has one row of numbers, found by the hash of its key. Thread-confined.
 *
 * <p>Invariant: commit records are added from the newest downwards, and what a newer one says of a file stays.
 */
final class ListedFiles {

    private static final int KEY_HIGH = 0;
    private static final int KEY_LOW = 1;
    private static final int NONCE_HIGH = 2;
    private static final int NONCE_LOW = 3;
    private static final int FIRST_OFFSET = 4;
    private static final int RECORDS = 5;
    private static final int BYTES = 6;
    private static final int FLAGS = 7;
    private static final int COLUMNS = 8;

    private static final long TAKEN = 1;
    private static final long NEWEST = 2;
    private static final long PRESENT = 4;

    private static final int LEAST_ROWS = 64;
    private static final int NONCE_DIGITS = 32;

    private final KeyHash.Maker hashes = new KeyHash.Maker();

    /** Those that are not what the sink draws. */
    private final Map<KeyHash, String> otherNonces = new HashMap<>();

    private long[] rows = new long[LEAST_ROWS * COLUMNS];
    private int count;
    private Optional<Position> newest = Optional.empty();

    /** @param element older than all that were added */
    void add(Summary element) {
        long flags = TAKEN | (newest.isEmpty() ? NEWEST : 0);
        if (newest.isEmpty()) {
            newest = Optional.of(element.position());
        }
        for (DataFile file : element.files()) {
            add(file, flags);
        }
    }

    private void add(DataFile file, long flags) {
        if ((count + 1) * 3L > rows.length / COLUMNS * 2L) {
            grow();
        }
        KeyHash key = hashes.of(file.key());
        int row = row(key);
        if (rows[row + FLAGS] != 0) {
            return;
        }
        count++;
        rows[row + KEY_HIGH] = key.high();
        rows[row + KEY_LOW] = key.low();
        rows[row + FIRST_OFFSET] = file.firstOffset();
        rows[row + RECORDS] = file.records();
        rows[row + BYTES] = file.bytes();
        rows[row + FLAGS] = flags;
        String nonce = file.nonce();
        if (nonce.length() == NONCE_DIGITS && nonce.chars().allMatch(ListedFiles::isHexDigit)) {
            rows[row + NONCE_HIGH] = HexFormat.fromHexDigitsToLong(nonce, 0, NONCE_DIGITS / 2);
            rows[row + NONCE_LOW] = HexFormat.fromHexDigitsToLong(nonce, NONCE_DIGITS / 2, NONCE_DIGITS);
        } else {
            otherNonces.put(key, nonce);
        }
    }

    private static boolean isHexDigit(int digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    }

    private void grow() {
        long[] before = rows;
        rows = new long[before.length * 2];
        for (int from = 0; from < before.length; from += COLUMNS) {
            if (before[from + FLAGS] != 0) {
                int to = row(new KeyHash(before[from + KEY_HIGH], before[from + KEY_LOW]));
                System.arraycopy(before, from, rows, to, COLUMNS);
            }
        }
    }

    /** Where the key's row is, or would be. */
    private int row(KeyHash key) {
        int all = rows.length / COLUMNS; // a power of two
        int number = (int) key.low() & (all - 1);
        while (rows[number * COLUMNS + FLAGS] != 0
                && !(rows[number * COLUMNS + KEY_HIGH] == key.high()
                        && rows[number * COLUMNS + KEY_LOW] == key.low())) {
            number = (number + 1) & (all - 1);
        }
        return number * COLUMNS;
    }

    /** What it takes on the heap. */
    long bytes() {
        return 8L * rows.length;
    }

    /** Where the newest commit record says that the archive ends; empty where there is none. */
    Optional<Position> newest() {
        return newest;
    }

    /** Begins to note which of them are there. */
    void forgetPresent() {
        for (int row = 0; row < rows.length; row += COLUMNS) {
            rows[row + FLAGS] &= ~PRESENT;
        }
    }

    /**
     * Notes that it is there.
     *
     * @return whether it is listed
     */
    boolean present(KeyHash key) {
        int row = row(key);
        if (rows[row + FLAGS] == 0) {
            return false;
        }
        rows[row + FLAGS] |= PRESENT;
        return true;
    }

    Optional<ListedFile> find(KeyHash key) {
        int row = row(key);
        return rows[row + FLAGS] == 0 ? Optional.empty() : Optional.of(file(row, key));
    }

    private ListedFile file(int row, KeyHash key) {
        String nonce = otherNonces.get(key);
        return new ListedFile(
                nonce != null
                        ? nonce
                        : HexFormat.of().toHexDigits(rows[row + NONCE_HIGH])
                                + HexFormat.of().toHexDigits(rows[row + NONCE_LOW]),
                rows[row + FIRST_OFFSET],
                rows[row + RECORDS],
                rows[row + BYTES]);
    }

    /** Files of the newest commit record that are not there. */
    LeftOut awaited() {
        return absent(flags -> (flags & NEWEST) != 0);
    }

    /** Files of older ones that are not there. */
    LeftOut missing() {
        return absent(flags -> (flags & NEWEST) == 0);
    }

    private LeftOut absent(LongPredicate which) {
        LeftOut.Count absent = new LeftOut.Count();
        for (int row = 0; row < rows.length; row += COLUMNS) {
            long flags = rows[row + FLAGS];
            if (flags != 0 && (flags & PRESENT) == 0 && which.test(flags)) {
                absent.add(rows[row + FIRST_OFFSET]);
            }
        }
        return absent.sum();
    }

    /** The least first offset of the newest commit record's files. */
    long newestBegins() {
        long least = Long.MAX_VALUE;
        for (int row = 0; row < rows.length; row += COLUMNS) {
            if ((rows[row + FLAGS] & NEWEST) != 0) {
                least = Math.min(least, rows[row + FIRST_OFFSET]);
            }
        }
        return least;
    }
}
