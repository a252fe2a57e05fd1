package io.penstock.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.common.error.RecordException;
import io.penstock.mqtt.error.MqttError;
import io.penstock.mqtt.mapping.MappedRecord;
import io.penstock.mqtt.mapping.UnforeseenException;
import io.penstock.testkit.junit.LogLines;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.junit.jupiter.api.Test;

class UnforeseenFailuresTest {
    private final UnforeseenFailures failures = new UnforeseenFailures();

    @Test
    void areToldOnceForEachKindWithTheirPlaceAndWithoutTheirText() {
        try (LogLines log = LogLines.capture()) {
            // When
            for (int i = 0; i < 3; i++) {
                failures.tell(failed(new IllegalStateException("very-secret")));
                failures.tell(failed(new StackOverflowError("very-secret")));
            }
            failures.tell(new MappedRecord(
                    "dead",
                    null,
                    null,
                    null,
                    null,
                    null,
                    new ConnectHeaders(),
                    new RecordException(MqttError.PAYLOAD_MALFORMED, "as publishers may")));

            // Then
            assertThat(log.count("in a way that nobody thought of")).isEqualTo(2);
            assertThat(log.count("java.lang.IllegalStateException")).isEqualTo(1);
            assertThat(log.count("java.lang.StackOverflowError")).isEqualTo(1);
            assertThat(log.contains("at io.penstock.mqtt.UnforeseenFailuresTest"))
                    .isTrue();
            assertThat(log.contains("very-secret")).isFalse();
        }
    }

    /** Where a stack ends, its trace may hold none of our frames. */
    @Test
    void haveThePlaceWhereTheyWereCaughtIfNoFrameIsOurs() {
        // Given
        StackOverflowError overflow = new StackOverflowError();
        StackTraceElement inner = new StackTraceElement("java.util.regex.Pattern$Loop", "match", "Pattern.java", 1);
        overflow.setStackTrace(new StackTraceElement[] {inner, inner});

        // When
        UnforeseenException told = UnforeseenException.of(overflow);

        // Then
        assertThat(told.kind()).startsWith("java.lang.StackOverflowError at io.penstock.mqtt.");
        assertThat(told.getStackTrace()).startsWith(inner, inner);
    }

    private static MappedRecord failed(Throwable failure) {
        RecordException refusal =
                new RecordException(MqttError.PAYLOAD_MALFORMED, "it fails", UnforeseenException.of(failure));
        return new MappedRecord("dead", null, null, null, null, null, new ConnectHeaders(), refusal);
    }
}
