package io.penstock.s3.config;

import io.penstock.common.config.ConfigSpec;

/** Keys of other S3 sinks, each with ours. */
final class PeerKeys {

    private PeerKeys() {}

    static ConfigSpec.Builder addTo(ConfigSpec.Builder spec) {
        return aiven(lenses(confluentCloud(confluentRequests(confluent(spec)))));
    }

    private static ConfigSpec.Builder confluent(ConfigSpec.Builder spec) {
        return spec.peer(
                        "format.class",
                        "format",
                        "JsonFormat is jsonl, ByteArrayFormat bytes, AvroFormat avro, ParquetFormat parquet.")
                .peer("storage.class", "", "There is one storage: S3.")
                .peer(
                        "partitioner.class",
                        "partitioner",
                        "DefaultPartitioner is none, FieldPartitioner field, TimeBasedPartitioner time,"
                                + " DailyPartitioner time with path.format=daily, HourlyPartitioner time with"
                                + " path.format=hourly. What differs: timestamp.extractor is record unless it is set"
                                + " (there Wallclock), files end after file.max.age.ms=300000 beside rotate.interval.ms and"
                                + " rotate.schedule.interval.ms (there no such limit), flush.size and the other limits end all open files of a partition"
                                + " together, and behavior.on.null.values is ignore unless it is set (there fail).")
                .peer("partition.field.format.path", "", "Paths are name=value; path.template makes any other form.")
                .peer(
                        "schema.compatibility",
                        "schema.change",
                        "NONE is rotate; BACKWARD and the others are project, which loses no field; separate needs no compatibility.")
                .peer("parquet.codec", "s3.compression.type", "")
                .peer("parquet.block.size", "parquet.row.group.bytes", "")
                .peer("parquet.page.size", "parquet.page.bytes", "")
                .peer("parquet.enable.dictionary", "parquet.dictionary", "")
                .peer("avro.codec", "s3.compression.type", "deflate is called gzip, zstandard zstd.")
                .peer("s3.part.retries", "retry.timeout.ms", "Outages are bounded by time; unset means no bound.")
                .peer("s3.retry.backoff.ms", "retry.backoff.initial.ms", "")
                .peer("s3.compression.level", "", "gzip has the JDK's default level.")
                .peer("s3.path.style.access.enabled", "s3.path.style", "")
                .peer("s3.sse.customer.key", "s3.ssea.name", "Keys of the client's own (SSE-C) are not supported.")
                .peer(
                        "s3.object.tagging",
                        "",
                        "First and last offset and the number of records are in each object's metadata, as penstock-….")
                .peer(
                        "s3.object.behavior.on.tagging.error",
                        "",
                        "Tags go with the request that creates the object: both are done, or neither.")
                .peer("store.kafka.keys", "envelope", "envelope=full has the key beside the value, in one file.")
                .peer("store.kafka.headers", "envelope", "envelope=full has the headers beside the value, in one file.")
                .peer("filename.offset.zero.pad.width", "", "Offsets have 20 digits.")
                .peer("directory.delim", "file.name.template", "")
                .peer("file.delim", "file.name.template", "")
                .peer(
                        "tombstone.encoded.partition",
                        "partition.null.name",
                        "Tombstones are written with behavior.on.null.values=write.");
    }

    private static ConfigSpec.Builder confluentRequests(ConfigSpec.Builder spec) {
        return spec.peerPrefix(
                        "s3.proxy.",
                        "",
                        "A proxy is set for the worker: -Dhttp.proxyHost and -Dhttp.proxyPort of its JVM, or HTTP_PROXY in its"
                                + " environment.")
                .peer("keys.format.class", "envelope", "envelope=full has the key beside the value, in one file.")
                .peer(
                        "headers.format.class",
                        "envelope",
                        "envelope=full has the headers beside the value, in one file.")
                .peer("json.decimal.format", "", "Decimals are numbers in lines of JSON.")
                .peer(
                        "enable.conditional.writes",
                        "delivery.guarantee",
                        "exactly_once, the default, puts every object on condition that there is none.")
                .peer("schemas.cache.config", "", "Schemas are kept by their size.")
                .peer("schema.generator.class", "", "")
                .peer("allow.optional.map.keys", "", "Such maps are written as maps.")
                .peer("enhanced.avro.schema.support", "", "Names and versions of schemas stand in Avro files.")
                .peer("connect.meta.data", "", "What Avro cannot say stands beside its types, as connect.….")
                .peer(
                        "rotate.file.on.partition.change",
                        "",
                        "Files of several paths are open together, and are committed together.")
                .peer("report.null.values.to.dlq", "behavior.on.null.values", "true is dlq.")
                .peer("partitioner.max.open.files", "buffer.memory.bytes", "It bounds what all open files hold.")
                .peer("max.write.duration.ms", "", "No put begins a step with the store after three seconds.")
                .peer("s3.wan.mode", "", "Transfer acceleration is not used.")
                .peer("s3.send.digest", "", "The SDK's checksums go with the bodies.")
                .peerPrefix("s3.elastic.buffer.", "buffer.memory.bytes", "")
                .peer("s3.http.send.expect.continue", "", "")
                .peer("s3.schema.partition.affix.type", "path.template", "It has ${schema.name}.");
    }

    private static ConfigSpec.Builder confluentCloud(ConfigSpec.Builder spec) {
        return spec.peer(
                        "time.interval",
                        "partitioner",
                        "HOURLY is partitioner=time with path.format=hourly, DAILY with daily.")
                .peer("input.data.format", "value.converter", "")
                .peer("output.data.format", "format", "JSON is jsonl.")
                .peerPrefix(
                        "kafka.api.", "", "Who may read from Kafka is said for the worker, or by consumer.override.….")
                .peer(
                        "kafka.auth.mode",
                        "",
                        "Who may read from Kafka is said for the worker, or by consumer.override.….")
                .peer(
                        "kafka.service.account.id",
                        "",
                        "Who may read from Kafka is said for the worker, or by consumer.override.….");
    }

    private static ConfigSpec.Builder aiven(ConfigSpec.Builder spec) {
        return spec.peer("aws.s3.bucket.name", "s3.bucket.name", "")
                .peer("aws.s3.region", "s3.region", "")
                .peer("aws.s3.endpoint", "store.url", "")
                .peer("aws.s3.prefix", "topics.dir", "")
                .peer("aws.s3.sse.algorithm", "s3.ssea.name", "")
                .peer("aws.s3.part.size.bytes", "s3.part.size", "")
                .peer("aws.s3.backoff.delay.ms", "retry.backoff.initial.ms", "")
                .peer("aws.s3.backoff.max.delay.ms", "retry.backoff.max.ms", "")
                .peer(
                        "aws.s3.backoff.max.retries",
                        "retry.timeout.ms",
                        "Outages are bounded by time; unset means no bound.")
                .peer("aws_access_key_id", "aws.access.key.id", "")
                .peer("aws_secret_access_key", "aws.secret.access.key", "")
                .peer("aws_s3_bucket", "s3.bucket.name", "")
                .peer("aws_s3_endpoint", "store.url", "")
                .peer("aws_s3_region", "s3.region", "")
                .peer("aws_s3_prefix", "topics.dir", "")
                .peer("file.compression.type", "s3.compression.type", "")
                .peer("file.max.records", "flush.size", "")
                .peer("timestamp.timezone", "timezone", "")
                .peer("timestamp.source", "timestamp.extractor", "event is record.")
                .peer("format.output.type", "format", "json, an array, has no equal: jsonl has an object a line.")
                .peer("format.output.fields", "envelope", "full has all of them, none the value.")
                .peer("format.output.envelope", "envelope", "false is none, which holds the value.")
                .peer("aws.credentials.provider", "s3.credentials.provider.class", "It takes classes of the SDK 2.")
                .peer("aws.sts.role.session.duration", "aws.sts.role.session.duration.ms", "It is in milliseconds.")
                .peer("aws.sts.config.endpoint", "aws.sts.url", "")
                .peerPrefix("file.name.", "file.name.template", "");
    }

    private static ConfigSpec.Builder lenses(ConfigSpec.Builder spec) {
        return spec.peer("connect.s3.kcql", "topics, s3.bucket.name, file.name.template and format", "")
                .peer("connect.s3.aws.region", "s3.region", "")
                .peer("connect.s3.aws.access.key", "aws.access.key.id", "")
                .peer("connect.s3.aws.secret.key", "aws.secret.access.key", "")
                .peer("connect.s3.custom.endpoint", "store.url", "")
                .peer("connect.s3.vhost.bucket", "s3.path.style", "Its sense is the other way round.")
                .peerPrefix("connect.s3.", "", "See the reference for the keys of this sink.");
    }
}
