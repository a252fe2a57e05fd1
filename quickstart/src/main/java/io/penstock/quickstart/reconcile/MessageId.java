package io.penstock.quickstart.reconcile;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What makes a vehicle's message unique: operator, vehicle and the time of the report in milliseconds. Packed into one
 * {@code long}, so that a million of them take 16 MB.
 */
public final class MessageId {

    // 9,999 × 100,000 vehicles take 30 bits; 33 bits of milliseconds last 99 days; the sign stays free.
    private static final long EPOCH_SPAN_MILLIS = 1L << 33;
    private static final int MOST_OPERATOR = 9_999;
    private static final int MOST_VEHICLE = 99_999;

    private final long base;

    /** @param base milliseconds since the epoch; ids are representable for 99 days from here */
    public MessageId(long base) {
        this.base = base;
    }

    /** The packed id, or empty if it cannot be one of this run. */
    public OptionalLong pack(int operator, int vehicle, long timestamp) {
        long age = timestamp - base;
        if (operator < 0
                || operator > MOST_OPERATOR
                || vehicle < 0
                || vehicle > MOST_VEHICLE
                || age < 0
                || age >= EPOCH_SPAN_MILLIS) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(((long) operator * (MOST_VEHICLE + 1) + vehicle) << 33 | age);
    }

    /** The same for a time in ISO 8601. */
    public OptionalLong pack(int operator, int vehicle, String timestamp) {
        try {
            return pack(operator, vehicle, Instant.parse(timestamp).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** {@code operator/vehicle@time}, for people. */
    public String describe(long packed) {
        long vehicle = packed >>> 33;
        return vehicle / (MOST_VEHICLE + 1) + "/" + vehicle % (MOST_VEHICLE + 1) + "@"
                + Instant.ofEpochMilli(base + (packed & (EPOCH_SPAN_MILLIS - 1)));
    }
}
