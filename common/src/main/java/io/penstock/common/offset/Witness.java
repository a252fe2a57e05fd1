package io.penstock.common.offset;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger remembers of the last record below its position, to recognise that record when it is delivered again. A topic
 * that was deleted and created anew has the same offsets but other records.
 *
 * @param offset the record's original offset
 * @param timestamp its timestamp in milliseconds; null where it had none
 * @param hash 64 bits of its key and value, the same in every JVM
 */
public record Witness(long offset, @Nullable Long timestamp, long hash) {

    private static final Pattern ENCODED = Pattern.compile("1:(\\d{1,19}):(-?\\d{1,19})?:([0-9a-f]{16})");

    public static Witness of(SinkRecord record) {
        return new Witness(
                record.originalKafkaOffset(),
                record.timestamp(),
                ContentHash.of(record.key()) * 31 + ContentHash.of(record.value()));
    }

    /** One line of ASCII: format version, offset, timestamp, hash. */
    public String encode() {
        return "1:" + offset + ":" + (timestamp == null ? "" : timestamp) + ":" + String.format("%016x", hash);
    }

    /** @throws FatalException when it was written by a newer version, or is damaged */
    public static Witness decode(String text) {
        Matcher matcher = ENCODED.matcher(text);
        if (!matcher.matches()) {
            throw unreadable(text);
        }
        @Nullable String timestamp = matcher.group(2);
        try {
            return new Witness(
                    Long.parseLong(matcher.group(1)),
                    timestamp == null ? null : Long.valueOf(timestamp),
                    Long.parseUnsignedLong(matcher.group(3), 16));
        } catch (NumberFormatException e) { // 19 digits may be beyond a long
            throw unreadable(text);
        }
    }

    private static FatalException unreadable(String text) {
        return new FatalException(
                CommonError.NEWER_FORMAT,
                "a ledger holds a witness that this version cannot read: \"" + text + "\". "
                        + CommonError.NEWER_FORMAT.remedy());
    }
}
