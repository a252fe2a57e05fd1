package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.chaos.check.ObjectReader.Form;
import io.penstock.chaos.load.Message;
import io.penstock.chaos.load.MessageFactory;
import io.penstock.chaos.load.MessageId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredObjectTest {

    @TempDir
    Path directory;

    private final Message message = new MessageFactory(5).message(new MessageId(1, 1));
    private final String line = line(message.payload(), 3, 812);

    @Test
    void aSoundObjectSaysWhatItHolds() throws IOException {
        StoredObject object = parsed(gzip(line + line(message.payload(), 3, 813)), Form.GZIPPED_LINES);

        assertThat(object.damages()).isEmpty();
        assertThat(object.lines())
                .containsExactly(
                        new StoredRecord(new Coordinates(3, 812), Content.of(message), true),
                        new StoredRecord(new Coordinates(3, 813), Content.of(message), true));
    }

    @Test
    void aPaddingThatDoesNotFitItsDigestOrAFieldTooManyIsNotWhole() {
        StoredObject padded = parsed(bytes(line.replace(MessageFactory.PRIVATE_WORD, "Bulevardi")), Form.LINES);
        StoredObject added = parsed(bytes(line.replace("{", "{\"more\":1,")), Form.LINES);

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

        StoredRecord none = parsed(bytes(without), Form.LINES).lines().get(0);
        StoredRecord absent = parsed(bytes(without.replaceFirst("\\{", "{\"zone\":null,")), Form.LINES)
                .lines()
                .get(0);
        StoredRecord list = parsed(bytes(without.replaceFirst("\\{", "{\"zone\":[\"a\", 1],")), Form.LINES)
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
        StoredObject object = parsed(bytes(line.replace("{", "{\"publisher\":1,")), Form.LINES);

        assertThat(object.damages()).containsExactly("has no JSON in line 1");
    }

    @Test
    void bytesBehindTheGzipAreDamage() throws IOException {
        byte[] whole = gzip(line);

        for (int more : new int[] {1, 18, 400}) {
            StoredObject object = parsed(Arrays.copyOf(whole, whole.length + more), Form.GZIPPED_LINES);

            assertThat(object.damages()).containsExactly("has bytes behind its gzip");
            assertThat(object.lines()).hasSize(1);
        }
    }

    @Test
    void aGzipOfSeveralMembersIsSound() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip(line));
        both.write(gzip(line(message.payload(), 3, 813)));

        StoredObject object = parsed(both.toByteArray(), Form.GZIPPED_LINES);

        assertThat(object.damages()).isEmpty();
        assertThat(object.lines()).hasSize(2);
    }

    @Test
    void anObjectCutShortIsDamaged() throws IOException {
        byte[] whole = gzip(line);

        StoredObject cut = parsed(Arrays.copyOf(whole, whole.length - 10), Form.GZIPPED_LINES);

        assertThat(cut.damages()).anyMatch(damage -> damage.startsWith("ends too early"));
    }

    @Test
    void anObjectThatIsNoGzipIsDamaged() {
        assertThat(parsed(bytes(line), Form.GZIPPED_LINES).damages()).hasSize(1);
    }

    @Test
    void aLastLineWithoutItsEndIsDamaged() {
        StoredObject object = parsed(bytes(line + line.stripTrailing()), Form.LINES);

        assertThat(object.damages()).containsExactly("does not end with a newline");
        assertThat(object.lines()).hasSize(2);
    }

    @Test
    void halfALineIsDamagedAndItsTextIsNotRepeated() {
        StoredObject object = parsed(bytes(line + line.substring(0, 200) + "\n"), Form.LINES);

        assertThat(object.damages()).containsExactly("has no JSON in line 2");
        assertThat(object.lines()).hasSize(1);
    }

    @Test
    void twoValuesInALineAreDamage() {
        assertThat(parsed(bytes(line.stripTrailing() + line), Form.LINES).damages())
                .containsExactly("has no JSON in line 1");
    }

    @Test
    void avroAndParquetSayWhatJsonLinesSay() throws Exception {
        List<StoredRecord> lines = parsed(bytes(line + line), Form.LINES).lines();

        StoredObject avro = parsed(avro(), Form.AVRO);
        StoredObject parquet = parsed(parquet(), Form.PARQUET);

        assertThat(avro.damages()).isEmpty();
        assertThat(avro.lines()).isEqualTo(lines);
        assertThat(avro.schema()).contains("kafka_offset");
        assertThat(parquet.damages()).isEmpty();
        assertThat(parquet.lines()).isEqualTo(lines);
        assertThat(parquet.schema()).contains("kafka_offset BIGINT\n");
    }

    @Test
    void avroAndParquetThatAreCutShortAreDamaged() throws Exception {
        byte[] avro = avro();
        byte[] parquet = parquet();

        assertThat(parsed(Arrays.copyOf(avro, avro.length - 10), Form.AVRO).damages())
                .singleElement()
                .asString()
                .startsWith("ends too early or is no avro");
        assertThat(parsed(Arrays.copyOf(parquet, parquet.length - 10), Form.PARQUET)
                        .damages())
                .singleElement()
                .asString()
                .startsWith("ends too early or is no parquet");
    }

    @Test
    void anObjectWithoutALineIsDamaged() {
        assertThat(parsed(new byte[0], Form.LINES).damages()).containsExactly("is empty");
    }

    private Content content(String of, String written) {
        return record(of, written).content();
    }

    private StoredRecord record(String of, String written) {
        assertThat(line).contains(of);
        return parsed(bytes(line.replace(of, written)), Form.LINES).lines().get(0);
    }

    private static StoredObject parsed(byte[] bytes, Form form) {
        return ObjectReader.parsed("key", false, new ByteArrayInputStream(bytes), form);
    }

    private static String line(String payload, int partition, long offset) {
        return payload.substring(0, payload.length() - 1) + ",\"kafka_partition\":" + partition + ",\"kafka_offset\":"
                + offset + "}\n";
    }

    /** The line, twice. */
    private byte[] avro() throws IOException {
        Schema schema = SchemaBuilder.record("message")
                .fields()
                .requiredLong("publisher")
                .requiredLong("sequence")
                .requiredString("key")
                .requiredDouble("speed")
                .optionalString("zone")
                .requiredString("digest")
                .requiredString("padding")
                .requiredInt("kafka_partition")
                .requiredLong("kafka_offset")
                .endRecord();
        JsonNode json = new ObjectMapper().readTree(line);
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = json.path(field.name());
            record.put(
                    field.name(),
                    switch (field.schema().getType()) {
                        case INT -> value.intValue();
                        case LONG -> value.longValue();
                        case DOUBLE -> value.doubleValue();
                        default -> value.textValue();
                    });
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>())) {
            writer.create(schema, out);
            writer.append(record);
            writer.append(record);
        }
        return out.toByteArray();
    }

    /** The line, twice. */
    private byte[] parquet() throws IOException, SQLException {
        Path lines = Files.writeString(directory.resolve("lines.jsonl"), line + line);
        Path file = directory.resolve("lines.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (SELECT * FROM '" + lines + "') TO '" + file + "'");
        }
        return Files.readAllBytes(file);
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
