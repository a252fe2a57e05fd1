package io.penstock.jdbc.config;

import io.penstock.common.config.ConfigSpec;

/** Keys of the sinks that users come from (Confluent, Aiven, Debezium), as far as ours are named otherwise or not needed. */
final class PeerKeys {

    private PeerKeys() {}

    static ConfigSpec.Builder declare(ConfigSpec.Builder spec) {
        return retries(columns(keysAndTables(batches(spec))));
    }

    private static ConfigSpec.Builder batches(ConfigSpec.Builder spec) {
        return spec.peer(
                        "batch.size",
                        "batch.max.rows",
                        "Rows are collected across polls, up to batch.max.rows, buffer.memory.bytes and flush.interval.ms.")
                .peer("consumer.max.poll.records", "consumer.override.max.poll.records", "")
                .peer("use.reduction.buffer", "", "Changes of one key are always reduced within a batch.")
                .peer("flush.max.retries", "retry.timeout.ms", "Outages are bounded by time, not by attempts.")
                .peer("flush.retry.delay.ms", "retry.backoff.initial.ms and retry.backoff.max.ms", "")
                .peer("flush.failure.max.retries", "retry.timeout.ms", "Outages are bounded by time, not by attempts.")
                .peer("flush.failure.retries.wait.ms", "retry.backoff.initial.ms and retry.backoff.max.ms", "")
                .peer(
                        "dialect.postgres.postgis.schema",
                        "",
                        "Columns of type geometry and geography are found wherever PostGIS is installed.")
                .peer("dialect.postgres.unnest.enabled", "", "The fastest way to write is always chosen.")
                .peer("insert.unnest.enabled", "", "The fastest way to write is always chosen.");
    }

    private static ConfigSpec.Builder keysAndTables(ConfigSpec.Builder spec) {
        return spec.peer("primary.key.mode", "pk.mode", "")
                .peer("primary.key.fields", "pk.fields", "")
                .peer("collection.name.format", "table.name.format", "Its variables are ${topic} and the like.")
                .peer("table.naming.strategy", "table.name.format", "")
                .peer("collection.naming.strategy", "table.name.format", "")
                .peer("table.name.normalize", "table.name.format", "Or rename topics with the RegexRouter transform.")
                .peer("topics.to.tables.mapping", "table.name.map", "")
                .peer("date.calendar.system", "", "Dates are of the proleptic Gregorian calendar.")
                .peer("table.types", "", "Rows are written to whatever the name stands for.")
                .peer("quote.sql.identifiers", "", "Identifiers are always quoted.")
                .peer("sql.quote.identifiers", "", "Identifiers are always quoted.")
                .peer("quote.identifiers", "", "Identifiers are always quoted.")
                .peer("mssql.use.merge.holdlock", "", "")
                .peer("dialect.name", "", "The dialect follows from connection.url.")
                .peerPrefix("dialect.", "", "The dialect follows from connection.url.")
                .peer("hibernate.dialect", "", "The dialect follows from connection.url.");
    }

    private static ConfigSpec.Builder columns(ConfigSpec.Builder spec) {
        String zones =
                "Instants are stored as instants; no time zone of the JVM or the session takes part: in columns without a zone"
                        + " stands the clock of UTC.";
        return spec.peer(
                        "fields.whitelist",
                        "fields.include",
                        "It names fields of the value; the key's are always stored.")
                .peer("fields.include.list", "fields.include", "It names fields without their topic.")
                .peer("field.include.list", "fields.include", "It names fields without their topic.")
                .peer("fields.blacklist", "fields.exclude", "It names fields of the value.")
                .peer("field.exclude.list", "fields.exclude", "It names fields without their topic.")
                .peer("column.naming.strategy", "fields.rename", "")
                .peer("db.timezone", "", zones)
                .peer("use.time.zone", "", zones)
                .peer("database.time_zone", "", zones)
                .peer("date.timezone", "", zones)
                .peer("timestamp.precision.mode", "", "Microseconds are kept.")
                .peer(
                        "timestamp.fields.list",
                        "the TimestampConverter transform (target.type=Timestamp, unix.precision)",
                        "ISO-8601 texts are bound to temporal columns as they are; numbers need a logical type.")
                .peer("replace.null.with.default", "the converter's replace.null.with.default", "")
                .peer("numeric.mapping", "", "Decimals are stored without loss.");
    }

    private static ConfigSpec.Builder retries(ConfigSpec.Builder spec) {
        return spec.peer(
                        "max.retries",
                        "retry.timeout.ms",
                        "Outages are bounded by time, not by attempts; unset means no bound.")
                .peer("retry.backoff.ms", "retry.backoff.initial.ms and retry.backoff.max.ms", "")
                .peer("connection.attempts", "retry.timeout.ms", "Connecting is retried like every other outage.")
                .peer("connection.backoff.ms", "retry.backoff.initial.ms and retry.backoff.max.ms", "")
                .peer("connection.restart.on.errors", "", "A lost connection is always replaced.")
                .peer("connection.username", "connection.user", "")
                .peer(
                        "connection.provider",
                        "connection.provider.class",
                        "One connection a task is opened when needed.")
                .peerPrefix("connection.pool.", "", "A task has one connection.")
                .peerPrefix("hibernate.", "", "Driver properties go into connection.url.")
                .peerPrefix(
                        "connection.",
                        "connection.url",
                        "Properties of the driver go into connection.url, as ?sslmode=verify-full, or are keys such as driver.sslmode.")
                .peer("trim.sensitive.log", "", "Values never reach the log.");
    }
}
