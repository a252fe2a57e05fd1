package io.penstock.common.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.CommonError;
import io.penstock.common.error.FatalException;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WitnessTest {

    @Test
    void isTheSameInEveryVersionAndJvm() {
        // Given
        SinkRecord record = Records.at(812, 1_763_700_000_000L, "value");

        // When
        Witness witness = Witness.of(record);

        // Then: ledgers hold this text; a change of it makes every running pipeline fail
        assertThat(witness.encode()).isEqualTo("1:812:1763700000000:cb2400a3ee55bac1");
    }

    @Test
    void comesBackFromItsText() {
        // Given
        Witness before1970 = new Witness(5, -7L, -1);
        Witness withoutTimestamp = new Witness(0, null, 0x0fL);

        // When
        Witness first = Witness.decode(before1970.encode());
        Witness second = Witness.decode(withoutTimestamp.encode());

        // Then
        assertThat(first).isEqualTo(before1970);
        assertThat(second).isEqualTo(withoutTimestamp);
        assertThat(withoutTimestamp.encode()).isEqualTo("1:0::000000000000000f");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1_700_000_000_000_000_000L, Long.MAX_VALUE})
    void comesBackWithEveryTimestampThatAProducerMaySet(long timestamp) {
        // Given: nanoseconds have 19 digits
        Witness witness = new Witness(Long.MAX_VALUE, timestamp, 1);

        // When
        Witness read = Witness.decode(witness.encode());

        // Then
        assertThat(read).isEqualTo(witness);
    }

    @Test
    void isWrittenInAsciiWhateverTheLocale() {
        // Given
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
        try {
            // When
            String text = new Witness(1_234_567, 89L, 0xabcL).encode();

            // Then
            assertThat(text).isEqualTo("1:1234567:89:0000000000000abc");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2:1:1:0000000000000001",
                "1:1:1:1",
                "1:-1:1:0000000000000001",
                "1:1:-:0000000000000001",
                "1:99999999999999999999:1:0000000000000001",
                "1:1:99999999999999999999:0000000000000001",
                "1:9223372036854775808:1:0000000000000001",
                "1:1:9223372036854775808:0000000000000001",
                "1:1:1:0000000000000001 "
            })
    void refusesATextOfAnotherVersion(String text) {
        // When / Then
        assertThatThrownBy(() -> Witness.decode(text))
                .isInstanceOfSatisfying(
                        FatalException.class, e -> assertThat(e.code()).isEqualTo(CommonError.NEWER_FORMAT))
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void tellsAKeyFromAValue() {
        // Given
        SinkRecord keyed = new SinkRecord("orders", 0, null, "a", null, null, 1);
        SinkRecord valued = new SinkRecord("orders", 0, null, null, null, "a", 1);

        // When
        long first = Witness.of(keyed).hash();
        long second = Witness.of(valued).hash();

        // Then
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void isNeverAtOrAboveThePositionThatItBelongsTo() {
        // Given
        Witness witness = new Witness(5, null, 1);

        // When / Then
        assertThatThrownBy(() -> new Position(1, 5, Optional.of(witness)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("witness at 5");
        assertThatThrownBy(() -> new Position(1, Position.NO_OPINION, Optional.of(witness)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void belongsToAPositionOfAGenerationThatIsNotNegative() {
        // When / Then
        assertThatThrownBy(() -> Position.noOpinion(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(0, -2, Optional.empty())).isInstanceOf(IllegalArgumentException.class);
    }
}
