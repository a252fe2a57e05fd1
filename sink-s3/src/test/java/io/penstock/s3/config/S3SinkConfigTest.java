package io.penstock.s3.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.s3.partition.EpochUnit;
import io.penstock.s3.partition.Layout;
import io.penstock.s3.partition.RecordMoment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3SinkConfigTest {

    private static Map<String, String> props(String... more) {
        Map<String, String> props = new HashMap<>(Map.of("name", "orders-to-s3", "s3.bucket.name", "b"));
        for (int i = 0; i < more.length; i += 2) {
            props.put(more[i], more[i + 1]);
        }
        return props;
    }

    @Test
    void hasDefaultsForAllButTheBucket() {
        S3SinkConfig config = S3SinkConfig.parse(props());
        assertThat(config.ledgerId()).isEqualTo("orders-to-s3");
        assertThat(config.store().pathStyle()).isFalse();
        assertThat(config.rotation().maxAge()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.rotation().maxBytes()).isEqualTo(128L * 1024 * 1024);
        assertThat(config.retryLimit()).isEmpty();
        assertThat(config.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(config.files().format().extension()).isEqualTo(".jsonl");
    }

    @Test
    void putsTheBucketIntoThePathForACustomEndpoint() {
        assertThat(S3SinkConfig.parse(props("store.url", "http://localhost:9000"))
                        .store()
                        .pathStyle())
                .isTrue();
        assertThat(S3SinkConfig.parse(props("store.url", "http://localhost:9000", "s3.path.style", "false"))
                        .store()
                        .pathStyle())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        ",,true",
        "http://localhost:9000,,false",
        ",required,false",
        "http://localhost:9000,crc32,true",
        ",AUTO,true"
    })
    void checksWhatIsStoredWhereTheStoreIsAwsOrItIsAsked(String url, String checksum, boolean checks) {
        Map<String, String> props = props();
        if (url != null) {
            props.put("store.url", url);
        }
        if (checksum != null) {
            props.put("s3.checksum", checksum);
        }
        assertThat(S3SinkConfig.parse(props).store().checksums()).isEqualTo(checks);
    }

    @Test
    void reportsAllProblemsAtOnce() {
        Map<String, String> props = props(
                "aws.access.key.id", "id",
                "flush.size", "0",
                "file.name.template", "${topic}/${partition}",
                "store.url", "ftp://x",
                "s3.part.size", "5242880",
                "buffer.memory.bytes", "6000000",
                "file.max.bytes", "60000000000",
                "retry.backoff.initial.ms", "30000",
                "s3.compression.type", "zip",
                "rotate.schedule.interval.ms", "90000000",
                "buffer.spill.dir", "spill",
                "buffer.spill.bytes", "5",
                "s3.part.retries", "3");
        assertThatThrownBy(() -> S3SinkConfig.parse(props))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("aws.secret.access.key: it is absent although aws.access.key.id is set")
                .hasMessageContaining("flush.size")
                .hasMessageContaining("lacks ${start.offset}")
                .hasMessageContaining("store.url")
                .hasMessageContaining("buffer.memory.bytes")
                .hasMessageContaining("file.max.bytes")
                .hasMessageContaining("retry.backoff.max.ms")
                .hasMessageContaining("s3.compression.type")
                .hasMessageContaining("rotate.schedule.interval.ms")
                .hasMessageContaining("buffer.spill.dir: \"spill\" cannot be used: it is not absolute")
                .hasMessageContaining("buffer.spill.bytes")
                .hasMessageContaining("s3.part.retries")
                .hasMessageContaining("Outages are bounded by time");
    }

    @ParameterizedTest
    @CsvSource({
        "format.class,format",
        "partitioner.class,partitioner",
        "aws.s3.bucket.name,s3.bucket.name",
        "file.compression.type,s3.compression.type",
        "connect.s3.kcql,file.name.template",
        "s3.part.retries,retry.timeout.ms",
        "timestamp.timezone,Use timezone",
        "timestamp.source,Use timestamp.extractor",
        "connect.s3.partitioner.whatever,See the reference",
        "s3.proxy.url,HTTP_PROXY",
        "s3.proxy.password,HTTP_PROXY",
        "keys.format.class,envelope=full",
        "headers.format.class,envelope=full",
        "json.decimal.format,numbers",
        "enable.conditional.writes,delivery.guarantee",
        "schemas.cache.config,Remove it",
        "schema.generator.class,Remove it",
        "allow.optional.map.keys,as maps",
        "enhanced.avro.schema.support,Remove it",
        "connect.meta.data,connect.",
        "rotate.file.on.partition.change,committed together",
        "report.null.values.to.dlq,behavior.on.null.values",
        "partitioner.max.open.files,buffer.memory.bytes",
        "max.write.duration.ms,three seconds",
        "s3.wan.mode,acceleration",
        "s3.send.digest,checksums",
        "s3.elastic.buffer.enable,buffer.memory.bytes",
        "s3.http.send.expect.continue,Remove it",
        "s3.schema.partition.affix.type,${schema.name}",
        "time.interval,path.format=hourly",
        "input.data.format,value.converter",
        "output.data.format,jsonl",
        "kafka.api.key,consumer.override",
        "kafka.auth.mode,consumer.override",
        "kafka.service.account.id,consumer.override"
    })
    void answersAPeersKeyWithOurs(String theirs, String ours) {
        assertThatThrownBy(() -> S3SinkConfig.parse(props(theirs, "x")))
                .hasMessageContaining(theirs)
                .hasMessageContaining(ours);
    }

    @Test
    void refusesAPeersTemplateSyntaxWithTheKnownVariables() {
        assertThatThrownBy(() -> S3SinkConfig.parse(props("file.name.template", "{{topic}}-${start_offset}")))
                .hasMessageContaining("start.offset");
    }

    @Test
    void saysThatVariablesAreWrittenOtherwiseThanAPeers() {
        assertThatThrownBy(() ->
                        S3SinkConfig.parse(props("file.name.template", "{{topic}}-{{partition}}-{{start_offset}}")))
                .hasMessageContaining("variables are ${…} here")
                .hasMessageContaining("${start.offset} for");
    }

    @Test
    void boundsOutagesOnlyWhereATimeIsSet() {
        assertThat(S3SinkConfig.parse(props("retry.timeout.ms", "1000")).retryLimit())
                .contains(Duration.ofSeconds(1));
        assertThatThrownBy(() -> S3SinkConfig.parse(props("retry.timeout.ms", "-1")))
                .hasMessageContaining("retry.timeout.ms");
    }

    @ParameterizedTest
    @CsvSource({"30000,300000,false", "75000,300000,false", "75001,300000,true", "80000,600000,false", "80000,,true"})
    void warnsOfARequestThatMayOutlastTheGroupsPatience(String timeout, String poll, boolean warns) {
        Map<String, String> props = props("s3.request.timeout.ms", timeout);
        if (poll != null) {
            props.put("consumer.override.max.poll.interval.ms", poll);
        }
        assertThat(S3SinkConfig.parse(props).warnings(props)).hasSize(warns ? 1 : 0);
    }

    @Test
    void warnsOfAnArchiveWhoseHeadersAreParsed() {
        Map<String, String> props = props("envelope", "full");
        assertThat(S3SinkConfig.parse(props).warnings(props))
                .singleElement()
                .asString()
                .contains("header.converter", "ByteArrayConverter");
        props.put("header.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        assertThat(S3SinkConfig.parse(props).warnings(props)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "${header.tenant},,true",
        "${header.tenant},org.apache.kafka.connect.storage.SimpleHeaderConverter,true",
        "${header.tenant},org.apache.kafka.connect.storage.StringConverter,false",
        "${key},,false"
    })
    void warnsOfHeadersInPathsThatAreParsed(String template, String converter, boolean warns) {
        Map<String, String> props = props("partitioner", "template", "path.template", template);
        if (converter != null) {
            props.put("header.converter", converter);
        }
        List<String> warnings = S3SinkConfig.parse(props).warnings(props);
        assertThat(warnings).hasSize(warns ? 1 : 0);
        assertThat(warnings).allSatisfy(warning -> assertThat(warning).contains("0042", "StringConverter"));
    }

    @ParameterizedTest
    @CsvSource({
        "rotate.interval.ms,3600000,,true",
        "rotate.schedule.interval.ms,3600000,,true",
        "rotate.interval.ms,300000,,false",
        "rotate.interval.ms,-1,,false",
        "rotate.interval.ms,3600000,300000,false",
        "rotate.schedule.interval.ms,3600000,86400000,false"
    })
    void warnsOfFilesThatEndBeforeTheirInterval(String key, String interval, String age, boolean warns) {
        Map<String, String> props = props(key, interval);
        if (age != null) {
            props.put("file.max.age.ms", age);
        }
        List<String> warnings = S3SinkConfig.parse(props).warnings(props);
        assertThat(warnings).hasSize(warns ? 1 : 0);
        assertThat(warnings).allSatisfy(warning -> assertThat(warning).contains("Set file.max.age.ms=3900000 or more"));
    }

    @Test
    void warnsOfTopicsThatMayGetOneName() {
        Map<String, String> props = props(
                "topics.regex", "db\\..*",
                "transforms", "route",
                "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter");
        assertThat(S3SinkConfig.parse(props).warnings(props))
                .singleElement()
                .asString()
                .contains("PEN-411", "${source.topic}-${partition}-${start.offset}");

        Map<String, String> atLeastOnce = new HashMap<>(props);
        atLeastOnce.put("delivery.guarantee", "at_least_once");
        assertThat(S3SinkConfig.parse(atLeastOnce).warnings(atLeastOnce)).isEmpty();
        props.put(
                "file.name.template",
                "${topics.dir}/${topic}/${partition.path}/${source.topic}-${partition}-${start.offset}${extension}");
        assertThat(S3SinkConfig.parse(props).warnings(props)).isEmpty();
    }

    @Test
    void refusesKeysThatCannotBeObjects() {
        assertThatThrownBy(() -> S3SinkConfig.parse(props("topics.dir", "/data")))
                .hasMessageContaining("topics.dir");
        assertThatThrownBy(() -> S3SinkConfig.parse(props("topics.dir", "_penstock")))
                .hasMessageContaining("commit records");
        assertThat(S3SinkConfig.parse(props("topics.dir", "a/b")).files().topicsDir())
                .isEqualTo("a/b");
    }

    /** Nothing answers at such an address, as in an outage, which is waited out for ever. */
    @Test
    void refusesBucketsAndRegionsThatCannotBe() {
        for (String bucket : List.of("s3://lake", "lake/raw", "my lake")) {
            assertThatThrownBy(() -> S3SinkConfig.parse(props("s3.bucket.name", bucket)))
                    .hasMessageContaining("s3.bucket.name")
                    .hasMessageContaining("without s3://");
        }
        for (String region : List.of("EU_WEST_1", "eu west", "Frankfurt")) {
            assertThatThrownBy(() -> S3SinkConfig.parse(props("s3.region", region)))
                    .hasMessageContaining("s3.region")
                    .hasMessageContaining("eu-west-1");
        }
        Map<String, String> ceph = props("s3.region", "RegionOne");
        ceph.put("store.url", "http://ceph:7480");
        ceph.put("s3.bucket.name", "arn:aws:s3:us-west-2:123456789012:accesspoint/test");
        assertThat(S3SinkConfig.parse(ceph)).isNotNull();
    }

    @Test
    void wantsNoCredentialsInTheUrlThatMessagesName() {
        assertThatThrownBy(() -> S3SinkConfig.parse(props("store.url", "https://me:hush-hush@s3.example.org")))
                .hasMessageContaining("aws.secret.access.key")
                .hasMessageNotContaining("hush-hush");
    }

    @Test
    void neverShowsTheSecret() {
        S3SinkConfig config =
                S3SinkConfig.parse(props("aws.access.key.id", "id", "aws.secret.access.key", "hush-hush"));
        assertThat(config.toString()).doesNotContain("hush-hush");
    }

    @Test
    void validatesValuesThatAreNotResolvedYet() {
        Map<String, String> props = props(
                "aws.access.key.id",
                "${file:/x:id}",
                "aws.secret.access.key",
                "${file:/x:secret}",
                "flush.size",
                "${env:N}",
                "buffer.spill.dir",
                "${env:SPILL}",
                "buffer.spill.bytes",
                "1048576");
        assertThat(S3SinkConfig.SPEC.validate(props, S3SinkConfig::crossCheck).configValues())
                .flatExtracting(ConfigValue::errorMessages)
                .isEmpty();
    }

    /** Whether there is such a directory is the task's to see: it may run on another worker. */
    @Test
    void takesADirectoryToSpillToTogetherWithItsBytes() {
        assertThat(S3SinkConfig.parse(props()).spill()).isEmpty();
        assertThat(S3SinkConfig.parse(props("buffer.spill.dir", "/nowhere", "buffer.spill.bytes", "1048576"))
                        .spill())
                .contains(new S3SinkConfig.Spill(Path.of("/nowhere"), 1048576));
        assertThatThrownBy(() -> S3SinkConfig.parse(props("buffer.spill.dir", "/nowhere")))
                .hasMessageContaining("buffer.spill.bytes: it is not set, and buffer.spill.dir is");
        assertThatThrownBy(() -> S3SinkConfig.parse(props("buffer.spill.bytes", "1048576")))
                .hasMessageContaining("buffer.spill.dir: it is not set, and buffer.spill.bytes is");
    }

    @Test
    void takesTheLayoutKeysOfOthersAsTheyAre() {
        Layout layout = S3SinkConfig.parse(props(
                        "partitioner", "time",
                        "path.format", "'y='yyyy",
                        "partition.duration.ms", "3600000",
                        "locale", "fi_FI",
                        "timezone", "Europe/Helsinki",
                        "timestamp.extractor", "RecordField",
                        "timestamp.field", "a.b"))
                .files()
                .layout();
        assertThat(layout).isInstanceOfSatisfying(Layout.ByTime.class, time -> {
            assertThat(time.zone()).isEqualTo(ZoneId.of("Europe/Helsinki"));
            assertThat(time.span()).contains(Duration.ofHours(1));
            assertThat(time.moment()).isInstanceOf(RecordMoment.Field.class);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "timestamp.field,x,no effect with timestamp.extractor=record",
        "timestamp.extractor,recordfield,timestamp.field: it is absent",
        "path.format,daily,Set partitioner=time"
    })
    void saysWhatTheTimeOfATemplateLacks(String key, String value, String message) {
        assertThatThrownBy(() -> S3SinkConfig.parse(
                        props("partitioner", "template", "path.template", "${timestamp|yyyy}", key, value)))
                .hasMessageContaining(message);
    }

    @Test
    void goesByAFieldsTimeInATemplateToo() {
        Layout layout = S3SinkConfig.parse(props(
                        "partitioner", "template",
                        "path.template", "c=${value.c}/dt=${timestamp|yyyy-MM-dd|UTC}",
                        "timestamp.extractor", "recordfield",
                        "timestamp.field", "at",
                        "timestamp.field.unit", "us"))
                .files()
                .layout();

        assertThat(layout.moment())
                .isInstanceOfSatisfying(
                        RecordMoment.Field.class,
                        field -> assertThat(field.unit()).isEqualTo(EpochUnit.US));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            partitioner=field; partition.field.name
            partitioner=template; path.template
            partitioner=template,path.template=${value.x}/../y; cannot be part of a key
            partitioner=time,timestamp.extractor=recordfield; timestamp.field
            partitioner=time,path.format=YYYY; write yyyy
            partitioner=time,timezone=Mars; timezone
            path.template=${topic}; no effect with partitioner=none
            partition.duration.ms=60000; no effect with partitioner=none
            timestamp.extractor=wallclock; no effect with partitioner=none
            partitioner=field,partition.field.name=x,timestamp.field=y; timestamp.field: it has no effect with partitioner=field
            partitioner=template,path.template=${topic},timezone=Europe/Helsinki; timezone: it has no effect
            partition.null.name=none; no effect with partitioner=none
            partitioner=template,path.template=${topic},timestamp.extractor=wallclock; timestamp.extractor: it has no effect: path.template has no
            partitioner=time,timestamp.field=x; no effect with timestamp.extractor=record
            partitioner=time,timestamp.field.unit=us; timestamp.field.unit: it has no effect with timestamp.extractor=record
            timestamp.field.unit=us; no effect with partitioner=none
            partitioner=time,partition.field.name=x; Set partitioner=field
            partitioner=field,partition.field.name=a|a; names a field twice
            partitioner=time,file.name.template=${topic}/${partition}-${start.offset}; lacks ${partition.path}
            """)
    void saysWhatALayoutLacks(String keys, String message) {
        String[] more = Stream.of(keys.split(",", -1))
                .flatMap(pair -> Stream.of(pair.split("=", 2)))
                .map(text -> text.replace('|', ','))
                .toArray(String[]::new);
        assertThatThrownBy(() -> S3SinkConfig.parse(props(more))).hasMessageContaining(message);
    }

    @Test
    void takesALocaleAndATimeZoneThatNothingNeeds() {
        assertThatCode(() -> S3SinkConfig.parse(props("locale", "en-US", "timezone", "UTC")))
                .doesNotThrowAnyException();
    }

    @Test
    void takesDefaultsThatAnInterfaceHasWrittenOut() {
        S3SinkConfig config = S3SinkConfig.parse(props(
                "partitioner", "none",
                "path.format", "hive",
                "timezone", "UTC",
                "locale", "en",
                "timestamp.extractor", "Record",
                "timestamp.field", "",
                "timestamp.field.unit", "ms",
                "partition.null.name", "__HIVE_DEFAULT_PARTITION__"));
        assertThat(config.files().layout()).isEqualTo(new Layout.Plain());
    }

    /** Confluent's default. */
    @Test
    void takesMinusOneForNoSpanOfAPath() {
        Layout layout = S3SinkConfig.parse(props("partitioner", "time", "partition.duration.ms", "-1"))
                .files()
                .layout();
        assertThat(layout)
                .isInstanceOfSatisfying(
                        Layout.ByTime.class, time -> assertThat(time.span()).isEmpty());
    }

    @Test
    void takesMinusOneForNoRotationByTime() {
        S3SinkConfig config =
                S3SinkConfig.parse(props("rotate.interval.ms", "-1", "rotate.schedule.interval.ms", "-1"));
        assertThat(config.rotation().recordTime()).isEmpty();
        assertThat(config.rotation().schedule()).isEmpty();
        assertThatThrownBy(() -> S3SinkConfig.parse(props("rotate.interval.ms", "-2")))
                .hasMessageContaining("or -1 for none");
    }

    @Test
    void takesATimeZoneForTheScheduleAlone() {
        assertThat(S3SinkConfig.parse(props("timezone", "UTC", "rotate.schedule.interval.ms", "3600000"))
                        .rotation()
                        .schedule())
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "15728640,5242880,5242880",
        "33554432,5242880,8388608",
        "1073741824,5242880,16777216",
        "1073741824,33554432,33554432"
    })
    void boundsACommitRecordWhateverTheBuffer(String buffer, String part, long inline) {
        assertThat(S3SinkConfig.parse(props("buffer.memory.bytes", buffer, "s3.part.size", part))
                        .inlineBytes())
                .isEqualTo(inline);
    }

    @Test
    void makesPartsLargeEnoughForTheLargestFile() {
        assertThat(S3SinkConfig.parse(props("file.max.bytes", "50000000000"))
                        .files()
                        .partSize())
                .isEqualTo(5L * 1024 * 1024);
        assertThat(S3SinkConfig.parse(props("file.max.bytes", "100000000000"))
                        .files()
                        .partSize())
                .isEqualTo(10_101_011);
        assertThatThrownBy(() -> S3SinkConfig.parse(props("file.max.bytes", "200000000000")))
                .hasMessageContaining("buffer.memory.bytes")
                .hasMessageContaining("file.max.bytes=200000000000 needs 10000")
                .hasMessageContaining("Use at least 60606063");
        assertThatThrownBy(() -> S3SinkConfig.parse(props("file.max.bytes", Long.toString(Long.MAX_VALUE))))
                .hasMessageContaining("Use at most 21260088105299");
        assertThat(S3SinkConfig.parse(props("file.max.bytes", "21260088105299", "buffer.memory.bytes", "6442450941"))
                        .files()
                        .partSize())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void documentsEveryKey() {
        assertThat(S3SinkConfig.SPEC.keys()).allSatisfy(key -> {
            assertThat(key.doc()).isNotBlank();
            assertThat(key.display()).isNotEqualTo(key.name());
            assertThat(key.group()).isIn("Store", "Credentials", "Objects", "Layout", "Format", "Rotation", "Delivery");
        });
    }
}
