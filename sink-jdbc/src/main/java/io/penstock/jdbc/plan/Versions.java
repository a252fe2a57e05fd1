package io.penstock.jdbc.plan;

import io.penstock.jdbc.schema.ColumnType;
import org.jspecify.annotations.Nullable;

/** The order of the versions of a row, the same as the database's. */
final class Versions {

    private Versions() {}

    /** Whether values of the type are ordered here as by the database. */
    static boolean areOrdered(ColumnType type) {
        return switch (type) {
            case INT16, INT32, INT64, FLOAT32, FLOAT64, DECIMAL, TEXT, DATE, TIME, TIMESTAMP, INSTANT -> true;
            case BOOLEAN, BYTES, UUID, JSON, OTHER -> false;
        };
    }

    /** Whether a change may overwrite another: it may when their versions are equal. What has no version is the oldest. */
    static boolean isOlder(@Nullable Object version, @Nullable Object than) {
        if (than == null || than == Row.ABSENT) {
            return false;
        }
        return version == null || version == Row.ABSENT || compare(version, than) < 0;
    }

    /** Cells of one column are of one class. */
    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        if (a instanceof String text) {
            return compareCodePoints(text, (String) b);
        }
        if (a instanceof Number one && (a instanceof Double || a instanceof Float)) {
            // to which 0 and -0 are equal
            double left = one.doubleValue() + 0.0;
            return Double.compare(left, ((Number) b).doubleValue() + 0.0);
        }
        return ((Comparable<Object>) a).compareTo(b);
    }

    /** Which is the order of their UTF-8, and not that of Java's chars where surrogates take part. */
    private static int compareCodePoints(String a, String b) {
        int end = Math.min(a.length(), b.length());
        for (int i = 0; i < end; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean bothOrNone = Character.isSurrogate(left) == Character.isSurrogate(right);
                return bothOrNone ? Character.compare(left, right) : Character.isSurrogate(left) ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
