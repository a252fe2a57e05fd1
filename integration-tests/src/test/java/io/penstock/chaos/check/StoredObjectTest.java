package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.check.ObjectReader.Compression;
import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class StoredObjectTest {

    private final Message message = new MessageFactory(5).message(new MessageId(1, 1));
    private final String line = line(message.payload(), 3, 812);

    @Test
    void aSoundObjectSaysWhatItHolds() throws IOException {
        StoredObject object = parsed(gzip(line + line(message.payload(), 3, 813)), Compression.GZIP);

        assertThat(object.damages()).isEmpty();
        assertThat(object.lines())
                .containsExactly(
                        new StoredRecord(new Coordinates(3, 812), Content.of(message), true),
                        new StoredRecord(new Coordinates(3, 813), Content.of(message), true));
    }

    @Test
    void aPaddingThatDoesNotFitItsDigestOrAFieldTooManyIsNotWhole() {
        StoredObject padded = parsed(bytes(line.replace(MessageFactory.PRIVATE_WORD, "Bulevardi")), Compression.NONE);
        StoredObject added = parsed(bytes(line.replace("{", "{\"more\":1,")), Compression.NONE);

        assertThat(padded.lines()).singleElement().matches(record -> !record.whole());
        assertThat(added.lines()).singleElement().matches(record -> !record.whole());
    }

    @Test
    void aFieldOfAnotherTypeIsNotWhatWasSent() {
        assertThat(content("\"publisher\":1", "\"publisher\":\"1\"").publisher())
                .isEqualTo(-1);
        assertThat(content("\"sequence\":1", "\"sequence\":1.0").sequence()).isEqualTo(-1);
        assertThat(content("\"speed\":", "\"speed\":true,\"fast\":").speed()).isEmpty();
        assertThat(record("\"kafka_partition\":3", "\"kafka_partition\":\"3\"").at())
                .isEqualTo(new Coordinates(-1, 812));
        assertThat(record("\"kafka_offset\":812", "\"kafka_offset\":812.0").at())
                .isEqualTo(new Coordinates(3, -1));
    }

    @Test
    void aMessageMayHaveNoZoneAndNullIsNone() {
        String without = line.replaceFirst("\"zone\":(\"[^\"]*\"|null),", "");

        StoredRecord none = parsed(bytes(without), Compression.NONE).lines().get(0);
        StoredRecord absent = parsed(bytes(without.replaceFirst("\\{", "{\"zone\":null,")), Compression.NONE)
                .lines()
                .get(0);
        StoredRecord list = parsed(bytes(without.replaceFirst("\\{", "{\"zone\":[\"a\", 1],")), Compression.NONE)
                .lines()
                .get(0);

        assertThat(none.whole()).isTrue();
        assertThat(none.content().zone()).isEmpty();
        assertThat(absent).isEqualTo(none);
        assertThat(list.content().zone()).isEqualTo("[\"a\",1]");
    }

    @Test
    void aNumberInQuotationMarksIsNoNumber() {
        String speed = Content.of(message).speed();

        assertThat(content("\"speed\":" + speed, "\"speed\":\"" + speed + '"')).isNotEqualTo(Content.of(message));
    }

    @Test
    void aFieldThatIsThereTwiceIsDamage() {
        StoredObject object = parsed(bytes(line.replace("{", "{\"publisher\":1,")), Compression.NONE);

        assertThat(object.damages()).containsExactly("has no JSON in line 1");
    }

    @Test
    void bytesBehindTheGzipAreDamage() throws IOException {
        byte[] whole = gzip(line);

        for (int more : new int[] {1, 18, 400}) {
            StoredObject object = parsed(Arrays.copyOf(whole, whole.length + more), Compression.GZIP);

            assertThat(object.damages()).containsExactly("has bytes behind its gzip");
            assertThat(object.lines()).hasSize(1);
        }
    }

    @Test
    void aGzipOfSeveralMembersIsSound() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(line));
        both.write(gzip(line(message.payload(), 3, 813)));

        StoredObject object = parsed(both.toByteArray(), Compression.GZIP);

        assertThat(object.damages()).isEmpty();
        assertThat(object.lines()).hasSize(2);
    }

    @Test
    void anObjectCutShortIsDamaged() throws IOException {
        byte[] whole = gzip(line);

        StoredObject cut = parsed(Arrays.copyOf(whole, whole.length - 10), Compression.GZIP);

        assertThat(cut.damages()).anyMatch(damage -> damage.startsWith("ends too early"));
    }

    @Test
    void anObjectThatIsNoGzipIsDamaged() {
        assertThat(parsed(bytes(line), Compression.GZIP).damages()).hasSize(1);
    }

    @Test
    void aLastLineWithoutItsEndIsDamaged() {
        StoredObject object = parsed(bytes(line + line.stripTrailing()), Compression.NONE);

        assertThat(object.damages()).containsExactly("does not end with a newline");
        assertThat(object.lines()).hasSize(2);
    }

    @Test
    void halfALineIsDamagedAndItsTextIsNotRepeated() {
        StoredObject object = parsed(bytes(line + line.substring(0, 200) + "\n"), Compression.NONE);

        assertThat(object.damages()).containsExactly("has no JSON in line 2");
        assertThat(object.lines()).hasSize(1);
    }

    @Test
    void twoValuesInALineAreDamage() {
        assertThat(parsed(bytes(line.stripTrailing() + line), Compression.NONE).damages())
                .containsExactly("has no JSON in line 1");
    }

    @Test
    void anObjectWithoutALineIsDamaged() {
        assertThat(parsed(new byte[0], Compression.NONE).damages()).containsExactly("is empty");
    }

    private Content content(String of, String written) {
        return record(of, written).content();
    }

    private StoredRecord record(String of, String written) {
        assertThat(line).contains(of);
        return parsed(bytes(line.replace(of, written)), Compression.NONE)
                .lines()
                .get(0);
    }

    private static StoredObject parsed(byte[] bytes, Compression compression) {
        return ObjectReader.parsed("key", false, new ByteArrayInputStream(bytes), compression);
    }

    private static String line(String payload, int partition, long offset) {
        return payload.substring(0, payload.length() - 1) + ",\"kafka_partition\":" + partition + ",\"kafka_offset\":"
                + offset + "}\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(bytes(text));
        }
        return bytes.toByteArray();
    }
}
