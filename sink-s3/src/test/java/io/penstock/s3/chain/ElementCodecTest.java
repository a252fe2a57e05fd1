package io.penstock.s3.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.offset.Position;
import io.penstock.common.offset.Witness;
import io.penstock.s3.buffer.Content;
import io.penstock.s3.chain.ChainFile.Inline;
import io.penstock.s3.chain.ChainFile.Part;
import io.penstock.s3.chain.ChainFile.Uploaded;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ElementCodecTest {

    private static final ElementCodec CODEC = new ElementCodec();

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsBackWhatItWrote() {
        // Given
        byte[] first = ascii("{\"a\":1}\n{\"a\":\"\u00e4\"}\n");
        byte[] second = {0, '\n', -1};
        Inline inline = new Inline(
                new DataFile(
                        "k/1",
                        "n1",
                        "application/x-ndjson",
                        Optional.empty(),
                        800,
                        2,
                        first.length,
                        Map.of("penstock-records", "2")),
                Content.of(first));
        Uploaded uploaded = new Uploaded(
                new DataFile(
                        "k/2",
                        "n2",
                        "application/x-ndjson",
                        Optional.of("gzip"),
                        802,
                        9,
                        100,
                        Map.of("penstock-connector", "a%20b", "penstock-records", "9")),
                "id",
                List.of(new Part(1, "\"e1\""), new Part(2, "\"e2\"")));
        Inline zipped = new Inline(
                new DataFile("k/3", "n3", "application/x-ndjson", Optional.of("gzip"), 811, 1, 3, Map.of()),
                Content.of(second));
        Position position = new Position(2, 812, Optional.of(new Witness(811, 5L, -3)));
        Element element = new Element("nonce", Element.Kind.BATCH, position, List.of(inline, uploaded, zipped));

        // When
        Element read = CODEC.decode(CODEC.encode(element, "orders-0").toByteArray(), "key");

        // Then
        assertThat(read.nonce()).isEqualTo("nonce");
        assertThat(read.kind()).isEqualTo(Element.Kind.BATCH);
        assertThat(read.position()).isEqualTo(position);
        assertThat(read.files())
                .extracting(ChainFile::file)
                .containsExactly(inline.file(), uploaded.file(), zipped.file());
        assertThat(((Inline) read.files().get(0)).content().toByteArray()).isEqualTo(first);
        assertThat(read.files().get(1)).isEqualTo(uploaded);
        assertThat(((Inline) read.files().get(2)).content().toByteArray()).isEqualTo(second);
    }

    /** The line is made beside the buffer, and batches of many open files have thousands. */
    @Test
    void saysOnceWhatIsTrueOfAllFiles() {
        // Given
        List<ChainFile> files = IntStream.range(0, 2_000)
                .<ChainFile>mapToObj(number -> new Inline(
                        new DataFile(
                                "topics/orders/group=g%d/orders-0-%020d.jsonl".formatted(number, number),
                                "0123456789abcdef0123456789abcdef",
                                "application/x-ndjson",
                                Optional.empty(),
                                number,
                                1,
                                0,
                                metadata(number)),
                        Content.empty()))
                .toList();
        Element element = new Element("nonce", Element.Kind.BATCH, new Position(0, 2_000, Optional.empty()), files);

        // When
        byte[] written = CODEC.encode(element, "orders-0").toByteArray();

        // Then
        assertThat(written.length / files.size()).isLessThan(550);
        assertThat(CODEC.decode(written, "key").files())
                .extracting(ChainFile::file)
                .isEqualTo(files.stream().map(ChainFile::file).toList());
        assertThat(CODEC.summary(written, "key").orElseThrow().files())
                .isEqualTo(files.stream().map(ChainFile::file).toList());
    }

    /** As ObjectMetadata makes it. */
    private static Map<String, String> metadata(int number) {
        Map<String, String> metadata = new HashMap<>(Map.of(
                "penstock-format-version", "1",
                "penstock-connector", "orders-to-s3-in-the-warehouse",
                "penstock-topic", "orders",
                "penstock-partition", "0",
                "penstock-next-offset", "2000",
                "penstock-schema", "0123456789abcdef0123456789abcdef"));
        metadata.put("penstock-first-offset", Integer.toString(number));
        metadata.put("penstock-last-offset", Integer.toString(number));
        metadata.put("penstock-records", number % 2 == 0 ? "1" : "2");
        metadata.put("penstock-min-timestamp", Long.toString(1_795_348_800_000L + number));
        metadata.put("penstock-max-timestamp", Long.toString(1_795_348_800_000L + number));
        if (number == 7) {
            metadata.remove("penstock-schema");
        }
        return metadata;
    }

    @Test
    void readsAnElementThatThisVersionWroteForGood() {
        // Given: format version 1 as it stands in buckets
        String line =
                "{\"formatVersion\":1,\"kind\":\"batch\",\"nonce\":\"n\",\"writer\":\"orders-0\",\"generation\":0,"
                        + "\"nextOffset\":25,\"witness\":\"1:24:1000024:00000000000000ff\",\"files\":[{\"key\":\"k\",\"nonce\":\"f\","
                        + "\"contentType\":\"application/x-ndjson\",\"records\":1,\"bytes\":3}],\"later\":[1]}\nabc";

        // When
        Element read = CODEC.decode(ascii(line), "key");

        // Then
        assertThat(read.position()).isEqualTo(new Position(0, 25, Optional.of(new Witness(24, 1000024L, 255))));
        assertThat(((Inline) read.files().get(0)).content().toByteArray()).isEqualTo(ascii("abc"));
        assertThat(read.files().get(0).file().firstOffset()).isEqualTo(-1);
        assertThat(read.files().get(0).file().metadata()).isEmpty();
    }

    @Test
    void refusesANewerFormatVersion() {
        assertThatThrownBy(() -> CODEC.decode(ascii("{\"formatVersion\":2}\n"), "the/key"))
                .hasMessageContaining("PEN-121")
                .hasMessageContaining("the/key")
                .hasMessageContaining("version 2");
    }

    @Test
    void refusesAnElementThatIsCutShort() {
        String line =
                "{\"formatVersion\":1,\"kind\":\"batch\",\"nonce\":\"n\",\"generation\":0,\"nextOffset\":1,\"files\":"
                        + "[{\"key\":\"country=FI\",\"nonce\":\"f\",\"contentType\":\"t\",\"records\":1,\"bytes\":4}]}\nabc";
        assertThatThrownBy(() -> CODEC.decode(ascii(line), "the/key"))
                .hasMessageContaining("PEN-413")
                .hasMessageContaining("the/key")
                .hasMessageNotContaining("FI");
        assertThatThrownBy(() -> CODEC.decode(ascii("not json"), "the/key")).hasMessageContaining("PEN-413");
    }

    @Test
    void intentsTellTheirKey() {
        IntentCodec intents = new IntentCodec();
        assertThat(intents.decode(intents.encode("data/key", "w").toByteArray(), "k"))
                .isEqualTo("data/key");
        assertThatThrownBy(() -> intents.decode(ascii("{\"formatVersion\":7,\"key\":\"k\"}"), "the/key"))
                .hasMessageContaining("PEN-121");
    }
}
