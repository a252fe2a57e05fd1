package io.penstock.jdbc.plan;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The primary keys of rows, equal where the database takes them for equal, in an order that all tasks share. */
final class RowKeys {

    private static final Comparator<Row> BY_KEY_OF_ONE = (a, b) -> compareCells(a.cell(0), b.cell(0));

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private RowKeys() {}

    static List<Row> sorted(Iterable<Row> rows, int keySize) {
        List<Row> sorted = new ArrayList<>();
        rows.forEach(sorted::add);
        sorted.sort(keySize == 1 ? BY_KEY_OF_ONE : byKey(keySize));
        return sorted;
    }

    private static Comparator<Row> byKey(int keySize) {
        return (a, b) -> {
            for (int i = 0; i < keySize; i++) {
                int order = compareCells(a.cell(i), b.cell(i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Cells of one column are of one class. */
    @SuppressWarnings("unchecked")
    private static int compareCells(@Nullable Object a, @Nullable Object b) {
        return ((Comparable<Object>) comparable(a)).compareTo(comparable(b));
    }

    static Object key(Row row, int keySize) {
        if (keySize == 1) {
            return comparable(row.cell(0));
        }
        List<Object> key = new ArrayList<>(keySize);
        for (int i = 0; i < keySize; i++) {
            key.add(comparable(row.cell(i)));
        }
        return key;
    }

    /** Equal for all keys that any collation takes for equal, and for some that none does. */
    static Object folded(Row row, int keySize) {
        List<Object> key = new ArrayList<>(keySize);
        for (int i = 0; i < keySize; i++) {
            Object cell = comparable(row.cell(i));
            key.add(cell instanceof String text ? fold(text) : cell);
        }
        return key;
    }

    private static String fold(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return plain.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).strip();
    }

    /** Equal where the database takes two values for equal: 1.0 and 1.00 are one number. */
    private static Object comparable(@Nullable Object cell) {
        if (cell instanceof BigDecimal decimal) {
            return decimal.stripTrailingZeros();
        }
        if (cell instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (cell == null) {
            throw new IllegalArgumentException("a key cell is null");
        }
        return cell;
    }
}
