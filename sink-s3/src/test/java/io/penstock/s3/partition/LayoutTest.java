package io.penstock.s3.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.common.error.RecordException;
import io.penstock.common.record.FieldPath;
import io.penstock.common.template.Template;
import io.penstock.testkit.junit.LogLines;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T23:30:00Z"), ZoneOffset.UTC);
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private static SinkRecord record(@Nullable Schema schema, @Nullable Object value, @Nullable Long timestamp) {
        return new SinkRecord("t", 3, null, "k/1", schema, value, 812, timestamp, TimestampType.CREATE_TIME);
    }

    private static SinkRecord at(String moment) {
        return record(null, Map.of(), Instant.parse(moment).toEpochMilli());
    }

    private static Partitioner byTime(String format, ZoneId zone, Optional<Duration> span) {
        return new Layout.ByTime(
                        PathFormat.parse(format), new RecordMoment.Timestamp(), zone, Locale.ENGLISH, span, "none")
                .partitioner(CLOCK);
    }

    @ParameterizedTest
    @CsvSource({
        "daily,year=2026/month=11/day=23",
        "hourly,year=2026/month=11/day=23/hour=01",
        "hive,dt=2026-11-23/hour=01",
        "MMM/dd,Nov/23"
    })
    void writesARecordsTimeInItsZone(String format, String path) {
        assertThat(byTime(format, HELSINKI, Optional.empty()).path(at("2026-11-22T23:30:00Z")))
                .isEqualTo(path);
    }

    @Test
    void tellsTheHoursOfASummerTimesEndApartOnlyByTheirOffset() {
        // 03:30 comes twice on 2026-10-25 in Helsinki
        Partitioner plain = byTime("HH", HELSINKI, Optional.empty());
        assertThat(plain.path(at("2026-10-25T00:30:00Z"))).isEqualTo("03");
        assertThat(plain.path(at("2026-10-25T01:30:00Z"))).isEqualTo("03");
        Partitioner offset = byTime("HHx", HELSINKI, Optional.empty());
        assertThat(offset.path(at("2026-10-25T00:30:00Z"))).isEqualTo("03+03");
        assertThat(offset.path(at("2026-10-25T01:30:00Z"))).isEqualTo("03+02");
    }

    /** Any producer may write any number. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesARecordWhoseMomentIsBeyondTheCalendar(long timestamp) {
        SinkRecord record = record(null, Map.of(), timestamp);
        Partitioner months = byTime("hive", HELSINKI, Optional.of(Duration.ofDays(30)));
        assertThatThrownBy(() -> months.path(record))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-424")
                .hasMessageContaining("t-3@812")
                .hasMessageNotContaining("9223")
                .hasNoCause();
    }

    @Test
    void cutsMomentsDownToSpansByTheZonesClock() {
        Partitioner sixHours = byTime("dd/HH-mm", ZoneId.of("Asia/Kolkata"), Optional.of(Duration.ofHours(6)));
        assertThat(sixHours.path(at("2026-11-22T18:29:59Z"))).isEqualTo("22/18-00");
        assertThat(sixHours.path(at("2026-11-22T18:30:00Z"))).isEqualTo("23/00-00");
    }

    @Test
    void remembersNoPathLongerThanItHolds() {
        Partitioner seconds = byTime("ss", ZoneOffset.UTC, Optional.empty());
        assertThat(seconds.path(at("2026-11-22T18:29:01Z"))).isEqualTo("01");
        assertThat(seconds.path(at("2026-11-22T18:29:02Z"))).isEqualTo("02");
        Partitioner minutes = byTime("mm", ZoneOffset.UTC, Optional.empty());
        assertThat(minutes.path(at("2026-11-22T18:29:59Z"))).isEqualTo("29");
        assertThat(minutes.path(at("2026-11-22T18:30:00Z"))).isEqualTo("30");
        Partitioner shortSpans = byTime("mm", ZoneOffset.UTC, Optional.of(Duration.ofSeconds(40)));
        assertThat(shortSpans.path(at("2026-11-22T00:01:19Z"))).isEqualTo("00");
        assertThat(shortSpans.path(at("2026-11-22T00:01:21Z"))).isEqualTo("01");
    }

    /** Spark refuses a table whose directories are not all as deep, and crawlers make two of it. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "hive,dt=none/hour=none",
                "daily,year=none/month=none/day=none",
                "yyyy/MM/dd,none/none/none",
                "'all/at='yyyy'-'MM'T'HH'h'/'x',all/at=none/x",
                "'o''clock='HH,o'clock=none",
                "'it''s 'HH/mm,none/none",
                "yyyy[-MM],none"
            })
    void givesARecordWithoutATimeAPathAsDeepAsOthers(String format, String path) {
        SinkRecord timeless = record(null, Map.of(), null);

        assertThat(byTime(format, ZoneOffset.UTC, Optional.empty()).path(timeless))
                .isEqualTo(path);
        assertThat(new Layout.ByTemplate(
                                Template.parse("x-${timestamp|" + format + "|UTC}", new PathVocabulary()),
                                new RecordMoment.Timestamp(),
                                "none")
                        .partitioner(CLOCK)
                        .path(timeless))
                .isEqualTo("x-" + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"YYYY/MM", "'year='YYYY", "/yyyy", "yyyy//MM", "weekly", "yyyy'", "'year='xxxx/'week='ww"})
    void refusesAFormatThatWouldMislead(String format) {
        assertThatThrownBy(() -> PathFormat.parse(format)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatJodasYearIsHere() {
        assertThatThrownBy(() -> PathFormat.parse("'year='YYYY/'month='MM")).hasMessageContaining("write yyyy");
        assertThat(PathFormat.parse("'YEAR='yyyy").toString()).isEqualTo("'YEAR='yyyy");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T01:02:03Z,1795309323000",
        "2026-11-22T03:02:03+02:00,1795309323000",
        "2026-11-22T01:02:03,1795309323000",
        "2026-11-22t01:02:03z,1795309323000",
        "2026-11-22T03:02:03+0200,1795309323000",
        "2026-11-22T03:02:03+02,1795309323000",
        "2026-11-22T01:02:03.000+0000,1795309323000",
        "2026-11-22T03:02:03+02:00[Europe/Helsinki],1795309323000",
        "2026-11-22,1795305600000",
        "2026-11-22Z,1795305600000",
        "2026-11-22+02:00,1795298400000",
        "2026-11-22+0200,1795298400000"
    })
    void readsAMomentFromAText(String text, long millis) {
        RecordMoment field = RecordMoment.Field.of(FieldPath.parse("a.at"), EpochUnit.MS);
        assertThat(field.of(record(null, Map.of("a", Map.of("at", text)), 1L), CLOCK))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T01:02:03+0",
                "2026-11-22T01:02:03+2:00",
                "2026-11-22T01:02:03+19:00",
                "2026-11-22T",
                "2026-11-22 01:02:03",
                "2026-02-30",
                "22.11.2026",
                ""
            })
    void refusesATextThatIsNoMoment(String text) {
        RecordMoment field = RecordMoment.Field.of(FieldPath.parse("at"), EpochUnit.MS);
        assertThatThrownBy(() -> field.of(record(null, Map.of("at", text), 1L), CLOCK))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("ISO 8601");
    }

    @Test
    void readsAMomentFromNumbersAndDates() {
        RecordMoment field = RecordMoment.Field.of(FieldPath.parse("at"), EpochUnit.MS);
        assertThat(field.of(record(null, Map.of("at", 1_795_309_323_000L), 1L), CLOCK))
                .isEqualTo(1_795_309_323_000L);
        assertThat(field.of(record(null, Map.of("at", new Date(7)), 1L), CLOCK)).isEqualTo(7);
        assertThat(field.of(record(null, Map.of(), 1L), CLOCK)).isNull();
        assertThatThrownBy(() -> field.of(record(null, Map.of("at", 1.5), 1L), CLOCK))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("t-3@812");
    }

    /** Debezium's times: days, milliseconds, microseconds (its default for timestamps) and nanoseconds. */
    @ParameterizedTest
    @CsvSource({
        "io.debezium.time.Date,20779,2026-11-22/00",
        "org.apache.kafka.connect.data.Date,20779,2026-11-22/00",
        "io.debezium.time.Timestamp,1795309323000,2026-11-22/01",
        "io.debezium.time.MicroTimestamp,1795309323000123,2026-11-22/01",
        "io.debezium.time.NanoTimestamp,1795309323000123456,2026-11-22/01",
        "io.debezium.time.MicroTimestamp,-1,1969-12-31/23"
    })
    void readsAMomentByTheUnitOfItsSchema(String type, long number, String path) {
        SinkRecord record = timed(type, number);
        Partitioner time = byField(EpochUnit.S);

        assertThat(time.path(record)).isEqualTo(path);
    }

    private static SinkRecord timed(String type, long number) {
        boolean days = type.endsWith("Date") || type.endsWith(".Time");
        Schema field = (days ? SchemaBuilder.int32() : SchemaBuilder.int64())
                .name(type)
                .build();
        Schema schema = SchemaBuilder.struct().field("at", field).build();
        Object value = days ? (Object) (int) number : (Object) number;
        if (type.startsWith("org.")) {
            value = new Date(number * 86_400_000);
        }
        return record(schema, new Struct(schema).put("at", value), 1L);
    }

    private static Partitioner byField(EpochUnit unit) {
        return new Layout.ByTime(
                        PathFormat.parse("yyyy-MM-dd/HH"),
                        RecordMoment.Field.of(FieldPath.parse("at"), unit),
                        ZoneOffset.UTC,
                        Locale.ENGLISH,
                        Optional.empty(),
                        "none")
                .partitioner(CLOCK);
    }

    /** A time of the day is no moment, and Debezium's infinity none of the calendar. */
    @ParameterizedTest
    @CsvSource({
        "io.debezium.time.Time,1000",
        "io.debezium.time.MicroTime,1795309323000000",
        "org.apache.kafka.connect.data.Time,0",
        "io.debezium.time.MicroTimestamp,9223372036825200000",
        "io.debezium.time.Timestamp,253402300800000"
    })
    void refusesATimeThatIsNoMoment(String type, long number) {
        SinkRecord record = type.endsWith("data.Time") ? ofConnectsTime() : timed(type, number);

        assertThatThrownBy(() -> byField(EpochUnit.MS).path(record))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-424")
                .hasMessageContaining("t-3@812");
    }

    private static SinkRecord ofConnectsTime() {
        Schema schema = SchemaBuilder.struct()
                .field("at", org.apache.kafka.connect.data.Time.SCHEMA)
                .build();
        return record(schema, new Struct(schema).put("at", new Date(1_000)), 1L);
    }

    @ParameterizedTest
    @CsvSource({"S,1795309323", "MS,1795309323000", "US,1795309323000123", "NS,1795309323000123456"})
    void readsPlainNumbersInTheUnitThatIsSaidAndInNoOther(EpochUnit unit, long number) {
        SinkRecord record = record(null, Map.of("at", number), 1L);

        assertThat(byField(unit).path(record)).isEqualTo("2026-11-22/01");
        for (EpochUnit other : EpochUnit.values()) {
            if (other != unit) {
                assertThatThrownBy(() -> byField(other).path(record))
                        .isInstanceOf(RecordException.class)
                        .hasMessageContaining("PEN-424")
                        .hasMessageContaining("timestamp.field.unit=" + other)
                        .hasMessageContaining("it looks like " + unit)
                        .hasMessageNotContaining(Long.toString(number));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 20_779, Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesAPlainNumberThatIsNoMomentInItsUnit(long number) {
        SinkRecord record = record(null, Map.of("at", number), 1L);

        assertThatThrownBy(() -> byField(EpochUnit.MS).path(record))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("beyond the years 1971 to 9999");
    }

    @Test
    void writesADayOfDebeziumsAsOneOfConnects() {
        Partitioner byDay = new Layout.ByFields(List.of(FieldPath.parse("at")), "none").partitioner(CLOCK);

        assertThat(byDay.path(timed("io.debezium.time.Date", 20_779)))
                .isEqualTo(byDay.path(timed("org.apache.kafka.connect.data.Date", 20_779)))
                .isEqualTo("at=2026-11-22");
    }

    /** A misspelt field looks like a null otherwise. */
    @Test
    void saysOnceThatNoRecordOfASchemaHasTheField() {
        Partitioner byCity = new Layout.ByFields(List.of(FieldPath.parse("city")), "none").partitioner(CLOCK);
        Schema with = SchemaBuilder.struct()
                .name("With")
                .field("city", Schema.OPTIONAL_STRING_SCHEMA)
                .build();
        Schema without = SchemaBuilder.struct()
                .name("Without")
                .field("town", Schema.OPTIONAL_STRING_SCHEMA)
                .build();

        try (LogLines log = LogLines.capture()) {
            for (int i = 0; i < 3; i++) {
                assertThat(byCity.path(record(with, new Struct(with), 1L))).isEqualTo("city=none");
                assertThat(byCity.path(record(without, new Struct(without), 1L)))
                        .isEqualTo("city=none");
            }
            assertThat(log.count("partition.field.name=city")).isEqualTo(1);
            assertThat(log.contains("records of topic t with schema Without version null have no such field"))
                    .isTrue();
        }
    }

    /** As the transform Flatten makes them. */
    @Test
    void goesByFieldsWhoseNamesHaveDots() {
        Schema schema = SchemaBuilder.struct()
                .field("meta.country", Schema.STRING_SCHEMA)
                .field("meta.at", Schema.INT64_SCHEMA)
                .build();
        SinkRecord record =
                record(schema, new Struct(schema).put("meta.country", "FI").put("meta.at", 1_795_309_323_000L), 1L);

        assertThat(new Layout.ByFields(List.of(FieldPath.parse("meta.country")), "none")
                        .partitioner(CLOCK)
                        .path(record))
                .isEqualTo("meta.country=FI");
        assertThat(RecordMoment.Field.of(FieldPath.parse("meta.at"), EpochUnit.MS)
                        .of(record, CLOCK))
                .isEqualTo(1_795_309_323_000L);
        assertThat(new Layout.ByTemplate(
                                Template.parse("${value.meta.country}", new PathVocabulary()),
                                new RecordMoment.Timestamp(),
                                "none")
                        .partitioner(CLOCK)
                        .path(record))
                .isEqualTo("FI");
    }

    /** What .NET has for no date, and for none that ends: in other zones than UTC years 0 (which yyyy calls 1) and 10000. */
    @Test
    void hasNoPathForYearsThatReadersLack() {
        Partitioner west = byTime("hive", ZoneId.of("America/New_York"), Optional.empty());
        Partitioner east = byTime("hive", ZoneId.of("Asia/Tokyo"), Optional.of(Duration.ofHours(1)));

        assertThat(east.path(at("0001-01-01T00:00:00Z"))).isEqualTo("dt=0001-01-01/hour=09");
        assertThatThrownBy(() -> west.path(at("0001-01-01T00:00:00Z")))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-424")
                .hasMessageContaining("years 1 to 9999 in zone America/New_York");
        assertThat(west.path(at("9999-12-31T23:59:59Z"))).isEqualTo("dt=9999-12-31/hour=18");
        assertThatThrownBy(() -> east.path(at("9999-12-31T23:59:59Z")))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("years 1 to 9999 in zone Asia/Tokyo");
        assertThatThrownBy(() -> west.path(at("0000-05-05T00:00:00Z")))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("beyond the years 1 to 9999");
    }

    /** A path of the year 55831 ends the discovery of partitions of the whole table in some readers. */
    @Test
    void hasNoPathForATimestampThatIsNotInMilliseconds() {
        SinkRecord record = record(null, "x", 1_700_000_000_000_000_000L);

        assertThatThrownBy(() -> new RecordMoment.Timestamp().of(record, CLOCK))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("beyond the years 1 to 9999; it looks like ns");
        assertThat(new RecordMoment.Timestamp().of(record(null, "x", -1L), CLOCK))
                .isEqualTo(-1);
        assertThatThrownBy(() -> new RecordMoment.Timestamp()
                        .of(
                                record(
                                        null,
                                        "x",
                                        Instant.parse("0000-12-31T23:59:59Z").toEpochMilli()),
                                CLOCK))
                .hasMessageContaining("beyond the years 1 to 9999");
    }

    @Test
    void writesFieldsOfStructsAsHiveDoes() {
        Schema schema = SchemaBuilder.struct()
                .field("country", Schema.STRING_SCHEMA)
                .field("price", Decimal.schema(2))
                .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("none", Schema.OPTIONAL_INT32_SCHEMA)
                .build();
        Struct value = new Struct(schema)
                .put("country", "C\u00f4te d'Ivoire")
                .put("price", new BigDecimal("10.50"))
                .put("day", new Date(86_400_000));
        Layout layout = new Layout.ByFields(
                List.of(
                        FieldPath.parse("country"),
                        FieldPath.parse("price"),
                        FieldPath.parse("day"),
                        FieldPath.parse("none"),
                        FieldPath.parse("not.there")),
                "null");
        assertThat(layout.partitioner(CLOCK).path(record(schema, value, 1L)))
                .isEqualTo("country=C%C3%B4te%20d%27Ivoire/price=10.50/day=1970-01-02/none=null/not.there=null");
    }

    @Test
    void givesANullThePlaceOfNullsAndNotThatOfItsDefault() {
        Schema schema = SchemaBuilder.struct()
                .field(
                        "city",
                        SchemaBuilder.string().optional().defaultValue("Oulu").build())
                .field("kind", SchemaBuilder.string().defaultValue("plain").build())
                .build();
        Layout layout = new Layout.ByFields(List.of(FieldPath.parse("city"), FieldPath.parse("kind")), "none");

        assertThat(layout.partitioner(CLOCK).path(record(schema, new Struct(schema), 1L)))
                .isEqualTo("city=none/kind=plain");
    }

    @Test
    void knowsAllOfARecordInATemplate() {
        SinkRecord record = record(
                SchemaBuilder.string().name("com.example.City").version(4).build(), "Oulu", 1_795_305_600_000L);
        record.headers().addString("kind", "a b");
        String template = "${topic}-${source.topic}-${partition}-${key}/${header.kind}/${header.none}"
                + "/${timestamp|yyyy-MM-dd}/${wallclock|HH|Europe/Helsinki}/${schema.name}-${schema.version}";
        Layout layout = new Layout.ByTemplate(
                Template.parse(template, new PathVocabulary()), new RecordMoment.Timestamp(), "null");
        assertThat(layout.partitioner(CLOCK).path(record))
                .isEqualTo("t-t-3-k%2F1/a%20b/null/2026-11-22/01/com.example.City-4");
    }

    /** As ByteArrayConverter gives keys and headers. */
    @Test
    void takesKeysAndHeadersThatAreBytesForTexts() {
        // Given
        Partitioner paths = new Layout.ByTemplate(
                        Template.parse("${header.tenant}/${key}", new PathVocabulary()),
                        new RecordMoment.Timestamp(),
                        "none")
                .partitioner(CLOCK);
        SinkRecord record = new SinkRecord(
                "t", 3, Schema.BYTES_SCHEMA, "\u00c5/1".getBytes(StandardCharsets.UTF_8), null, Map.of(), 812);
        record.headers().addBytes("tenant", "0042".getBytes(StandardCharsets.UTF_8));

        // When / Then
        assertThat(paths.path(record)).isEqualTo("0042/%C3%85%2F1");
        record.headers().addBytes("tenant", new byte[] {'a', (byte) 0xC3});
        assertThatThrownBy(() -> paths.path(record))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("${header.tenant} is bytes that are no text in UTF-8 at t-3@812");
    }

    /** By field and time together, where the time is one of the record's fields. */
    @Test
    void goesByAFieldsTimeInATemplate() {
        Layout layout = new Layout.ByTemplate(
                Template.parse("c=${value.c}/dt=${timestamp|yyyy-MM-dd|UTC}/now=${wallclock|HH}", new PathVocabulary()),
                RecordMoment.Field.of(FieldPath.parse("at"), EpochUnit.S),
                "none");
        SinkRecord record = record(null, Map.of("c", "FI", "at", 1_700_000_000L), 1L);

        assertThat(layout.partitioner(CLOCK).path(record)).isEqualTo("c=FI/dt=2023-11-14/now=23");
        assertThat(layout.partitioner(CLOCK).path(record(null, Map.of("c", "FI"), 1L)))
                .isEqualTo("c=FI/dt=none/now=23");
        assertThat(layout.moment().of(record, CLOCK)).isEqualTo(1_700_000_000_000L);
    }

    @Test
    void refusesATemplateThatItDoesNotKnow() {
        assertThatThrownBy(() -> Template.parse("${offset}", new PathVocabulary()))
                .hasMessageContaining("value.<field>");
        assertThatThrownBy(() -> Template.parse("${timestamp}", new PathVocabulary()))
                .hasMessageContaining("pattern");
        assertThatThrownBy(() -> Template.parse("${timestamp|YYYY}", new PathVocabulary()))
                .hasMessageContaining("yyyy");
        assertThatThrownBy(() -> Template.parse("${key|x}", new PathVocabulary()))
                .hasMessageContaining("no arguments");
    }

    @Test
    void takesDatesOfJavasSqlPackage() {
        // Given
        Partitioner byField = new Layout.ByFields(
                        List.of(FieldPath.parse("day"), FieldPath.parse("time"), FieldPath.parse("at")), "none")
                .partitioner(CLOCK);
        Schema schema = SchemaBuilder.struct()
                .field("day", org.apache.kafka.connect.data.Date.SCHEMA)
                .field("time", org.apache.kafka.connect.data.Time.SCHEMA)
                .field("at", org.apache.kafka.connect.data.Timestamp.SCHEMA)
                .build();
        Struct value = new Struct(schema)
                .put("day", new java.sql.Date(86_400_000))
                .put("time", new java.sql.Time(3_600_000))
                .put("at", new java.sql.Timestamp(1_500));

        // When / Then
        assertThat(byField.path(record(schema, value, null)))
                .isEqualTo("day=1970-01-02/time=01%3A00/at=1970-01-01T00%3A00%3A01.500Z");
    }

    @Test
    void theEndOfADayIsNotItsBeginning() {
        Partitioner byTime = new Layout.ByFields(List.of(FieldPath.parse("at")), "none").partitioner(CLOCK);
        Schema schema = SchemaBuilder.struct()
                .field("at", org.apache.kafka.connect.data.Time.SCHEMA)
                .build();
        assertThat(byTime.path(record(schema, new Struct(schema).put("at", new java.util.Date(0)), null)))
                .isEqualTo("at=00%3A00");
        assertThat(byTime.path(record(schema, new Struct(schema).put("at", new java.util.Date(86_400_000)), null)))
                .isEqualTo("at=24%3A00");
        SinkRecord tomorrow = record(schema, new Struct(schema).put("at", new java.util.Date(86_400_001)), null);
        assertThatThrownBy(() -> byTime.path(tomorrow))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-424")
                .hasMessageContaining("not a time of a day");
    }

    @Test
    void refusesADecimalWhoseExponentWouldFillThePath() {
        Partitioner byField = new Layout.ByFields(List.of(FieldPath.parse("n")), "none").partitioner(CLOCK);
        SinkRecord record = record(null, Map.of("n", new BigDecimal("1E2000000000")), null);

        assertThatThrownBy(() -> byField.path(record))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("PEN-424")
                .hasMessageContaining("exponent");
    }
}
