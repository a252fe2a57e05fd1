package io.penstock.s3.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BytesEncoderTest {

    private final Scratch scratch = new Scratch(1024);

    private byte[] encode(String separator, @Nullable Object value) {
        new BytesEncoder(separator).encode(new SinkRecord("t", 1, null, null, null, value, 7), scratch);
        return scratch.toByteArray();
    }

    @Test
    void writesValuesAsTheyAreWithTheSeparatorAfterEach() {
        ByteBuffer part = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}, 1, 2);

        assertThat(encode("\n", new byte[] {0, -1, 10})).containsExactly(0, -1, 10, 10);
        assertThat(encode("\r\n", "\u00e4")).containsExactly(0xc3, 0xa4, 13, 10);
        assertThat(encode("", part)).containsExactly(1, 2);
        assertThat(encode("", part)).as("the buffer is not used up").containsExactly(1, 2);
        assertThat(encode("\n", new byte[0])).containsExactly(10);
    }

    @Test
    void refusesEverythingElseWithoutShowingIt() {
        assertThatThrownBy(() -> encode("\n", Map.of("name", "secret")))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("t-1@7")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> encode("\n", "secret \ud800"))
                .hasMessageContaining("PEN-425")
                .hasMessageContaining("half of a surrogate pair")
                .hasMessageNotContaining("secret");
        assertThat(encode("", "?\ud83d\ude80")).hasSize(5);
        assertThatThrownBy(() -> encode("\n", null)).hasMessageContaining("PEN-425");
        assertThatThrownBy(() -> encode("\n", new byte[1024])).hasMessageContaining("PEN-421");
    }
}
