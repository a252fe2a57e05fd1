package io.penstock.jdbc.config;

import io.penstock.common.config.ConfigSpec;
import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.config.FrameworkConfig;
import io.penstock.common.config.Key;
import io.penstock.common.config.Problems;
import io.penstock.common.config.Secret;
import io.penstock.common.config.Values;
import io.penstock.common.offset.WitnessCheck;
import io.penstock.jdbc.credentials.CredentialsProvider;
import io.penstock.jdbc.schema.TableId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * Everything that a user can say to the JDBC sink, parsed once. Immutable.
 *
 * @param name the connector's name
 * @param autoCreate whether missing tables are created
 */
public record JdbcSinkConfig(
        String name,
        ConnectionSettings connection,
        InsertMode insertMode,
        RowSettings rows,
        TableNaming tableNaming,
        boolean autoCreate,
        DeliveryGuarantee guarantee,
        LedgerSettings ledger,
        WitnessCheck witnessCheck,
        WriteMethod writeMethod,
        BatchSettings batch,
        RetrySettings retry) {

    private static final String CONNECTION = "Connection";
    static final String WRITES = "Writes";
    private static final String DELIVERY = "Delivery";
    private static final String BATCHES = "Batches";
    private static final String RETRIES = "Retries";
    private static final Duration DAY = Duration.ofDays(1);

    public static final Key<JdbcUrl> CONNECTION_URL = Key.parsed(
                    "connection.url",
                    JdbcUrl::parse,
                    "a JDBC URL, jdbc:postgresql://host:5432/database, with the driver's properties as parameters")
            .group(CONNECTION)
            .display("JDBC URL")
            .importance(Importance.HIGH)
            .doc("Where the database is, and which: jdbc:postgresql://host:5432/database, jdbc:mariadb://host/database,"
                    + " jdbc:mysql://host/database, jdbc:h2:tcp://host/~/database, jdbc:sqlite:/path/database.db, or that of any other database with a"
                    + " JDBC driver. Properties of the driver, TLS among them, are parameters of the URL:"
                    + " ?sslmode=verify-full&sslrootcert=/path/ca.pem; or keys that begin with driver., such as"
                    + " driver.sslpassword=${file:/path:key}. A driver that does not ride in the plugin goes into"
                    + " its directory, beside the plugin's own jar.")
            .required();
    public static final Key<String> CONNECTION_USER = Key.string("connection.user")
            .group(CONNECTION)
            .display("User")
            .importance(Importance.HIGH)
            .doc(
                    "The role that writes. It needs SELECT and the rights of insert.mode and delete.mode on the tables, CREATE on the schema"
                            + " with auto.create and where offsets.table is still to be created, and SELECT, INSERT and UPDATE on"
                            + " offsets.table; with schema.evolution, the right to change tables. The plugin's README has the"
                            + " statements.")
            .optional();
    public static final Key<Secret> CONNECTION_PASSWORD = Key.secret("connection.password")
            .group(CONNECTION)
            .display("Password")
            .importance(Importance.HIGH)
            .doc("The role's password. Better a reference to a config provider than the password itself.")
            .optional();
    public static final Key<Class<? extends CredentialsProvider>> CONNECTION_PROVIDER =
            Key.<Class<? extends CredentialsProvider>>parsed(
                            "connection.provider.class",
                            ProviderSettings::find,
                            "a class that implements io.penstock.jdbc.credentials.CredentialsProvider, whose jar lies beside the plugin's")
                    .group(CONNECTION)
                    .display("Credentials provider")
                    .importance(Importance.LOW)
                    .doc(
                            "A class that gives the user and the password of each connection that is opened, in place of connection.password,"
                                    + " for passwords that expire. All keys that begin with connection.provider. are handed to it. A login that"
                                    + " is refused is then tried again with new credentials, like any outage.")
                    .optional();
    public static final Key<String> CONNECTION_INIT_SQL = Key.string("connection.init.sql")
            .group(CONNECTION)
            .display("First statements")
            .importance(Importance.LOW)
            .doc(
                    "SQL that each new connection begins with, in a transaction of its own: SET search_path TO shop. Behind a pooler"
                            + " that gives each transaction another session it holds for the first only: there, set it for the role"
                            + " (ALTER ROLE … SET).")
            .optional();
    public static final Key<Duration> RESPONSE_TIMEOUT = Key.millis(
                    "connection.response.timeout.ms", Duration.ofSeconds(1), DAY)
            .group(CONNECTION)
            .display("Response timeout")
            .importance(Importance.LOW)
            .doc(
                    "The longest wait for an answer of the server before the connection counts as lost and a new one is made. Longer"
                            + " than transaction.timeout.ms. A socketTimeout in connection.url comes first.")
            .defaultsTo("45000");

    public static final Key<Duration> IDLE_TIMEOUT = Key.millis("connection.idle.timeout.ms", Duration.ZERO, DAY)
            .group(CONNECTION)
            .display("Idle timeout")
            .importance(Importance.LOW)
            .doc(
                    "After so long without anything to write the connection is closed, until there is something again. 0 keeps it"
                            + " open. A database that lives in memory keeps its connection anyway, as it may end with it.")
            .defaultsTo("600000");

    public static final Key<InsertMode> INSERT_MODE = Key.oneOf("insert.mode", InsertMode.class)
            .group(WRITES)
            .display("Insert mode")
            .importance(Importance.HIGH)
            .doc(
                    "insert adds a row for each record; insert_ignore does so unless the key is there already, and with pk.mode=none"
                            + " unless any unique constraint stands against it (in the order of arrival, so records with the same"
                            + " fields should come together); upsert creates or overwrites the row of the"
                            + " record's key; update overwrites it where there is one, and else does nothing. upsert and update need"
                            + " a pk.mode other than none.")
            .defaultsTo("insert");
    public static final Key<PkMode> PK_MODE = Key.oneOf("pk.mode", PkMode.class)
            .group(WRITES)
            .display("Primary key mode")
            .importance(Importance.HIGH)
            .doc(
                    "Where the primary key comes from: none; kafka (original topic, partition and offset); record_key (a primitive"
                            + " key, or fields of a structured one); record_value (fields of the value); record_header (headers).")
            .defaultsTo("none");
    public static final Key<List<String>> PK_FIELDS = Key.list("pk.fields")
            .group(WRITES)
            .display("Primary key fields")
            .doc(
                    "With pk.mode=kafka three column names, by default __connect_topic,__connect_partition,__connect_offset. With"
                            + " record_key the key's fields (all when empty), or for a primitive key the one column that takes it."
                            + " With record_value the value's fields; with record_header the headers' names. A path such as"
                            + " payload.id names a nested field, whose column is payload_id unless fields.rename says otherwise.")
            .defaultsTo("");
    public static final Key<DeliveryGuarantee> DELIVERY_GUARANTEE = Key.oneOf(
                    "delivery.guarantee", DeliveryGuarantee.class)
            .group(DELIVERY)
            .display("Delivery guarantee")
            .importance(Importance.HIGH)
            .doc(
                    "exactly_once keeps the positions in offsets.table, in the rows' own transaction, so that no crash, rebalance or"
                            + " zombie stores a record twice or not at all. at_least_once keeps them in the consumer group only.")
            .defaultsTo("exactly_once");
    public static final Key<TableId> OFFSETS_TABLE = Key.parsed(
                    "offsets.table", TableId::parse, "a table name, or schema.table")
            .group(DELIVERY)
            .display("Ledger table")
            .doc("The table of the positions; many connectors may share one.")
            .defaultsTo("penstock_offsets");
    public static final Key<Boolean> OFFSETS_TABLE_CREATE = Key.bool("offsets.table.create")
            .group(DELIVERY)
            .display("Create the ledger table")
            .importance(Importance.LOW)
            .doc("Whether offsets.table is created where it is missing; the DDL is in the plugin's README.")
            .defaultsTo("true");
    public static final Key<String> LEDGER_ID = Key.string("ledger.id")
            .group(DELIVERY)
            .display("Ledger id")
            .importance(Importance.LOW)
            .doc(
                    "Whose positions these are; by default the connector's name. Two Connect clusters that write to one database"
                            + " need different ones; a renamed connector keeps its positions by keeping the old one.")
            .optional();
    public static final Key<WitnessCheck> WITNESS_CHECK = Key.oneOf("witness.check", WitnessCheck.class)
            .group(DELIVERY)
            .display("Witness check")
            .importance(Importance.LOW)
            .doc(
                    "How the ledger recognises the last record that it has seen, to notice a topic that was created anew: record"
                            + " compares timestamp, key and value; timestamp is for transforms that change values at random.")
            .defaultsTo("record");
    public static final Key<Duration> CLAIM_TIMEOUT = Key.millis(
                    "ledger.claim.timeout.ms", Duration.ofMillis(100), Duration.ofMinutes(10))
            .group(DELIVERY)
            .display("Claim timeout")
            .importance(Importance.LOW)
            .doc(
                    "How long a task that takes over a partition waits for a session that holds its position, and how long a write"
                            + " waits for a lock. After that a session is ended that is known for this connector's, if the database lets"
                            + " the role end it; else the task retries. Below transaction.timeout.ms.")
            .defaultsTo("10000");
    public static final Key<Duration> TRANSACTION_TIMEOUT = Key.millis(
                    "transaction.timeout.ms", Duration.ofSeconds(1), Duration.ofMinutes(10))
            .group(DELIVERY)
            .display("Transaction timeout")
            .importance(Importance.LOW)
            .doc(
                    "The server ends a transaction of this sink that lives longer (transaction_timeout from PostgreSQL 17 on,"
                            + " idle_in_transaction_session_timeout and tcp_user_timeout on all), so that a frozen task's locks go."
                            + " MariaDB does so by idle_transaction_timeout, MySQL by wait_timeout; others have no such bound that is known here.")
            .defaultsTo("30000");

    public static final Key<WriteMethod> WRITE_METHOD = Key.oneOf("write.method", WriteMethod.class)
            .group(BATCHES)
            .display("Write method")
            .importance(Importance.LOW)
            .doc(
                    "How rows come to the database; what is written is the same. auto is what was measured to be best and needs no other."
                            + " PostgreSQL: copy (binary COPY into the table for inserts, else into a temporary table from which one"
                            + " statement writes; needs the TEMPORARY right), unnest (an array for each column), multirow, batch;"
                            + " auto is copy for inserts and unnest for everything else. MariaDB: bulk, multirow, batch;"
                            + " auto is bulk for inserts, and multirow for upserts, which servers before 11.5 do not take as bulks."
                            + " MySQL, H2 and SQLite: multirow, which is auto, and batch. Others: batch, which is auto, and multirow,"
                            + " if they know VALUES of many rows. multirow: statements of many rows with a parameter for each value;"
                            + " batch: a statement for each row, sent as batches of the driver. Beside PostgreSQL, updates"
                            + " and deletes are batches of the driver whatever it says. Options of drivers in connection.url"
                            + " (rewriteBatchedStatements, useBulkStmts) come first.")
            .defaultsTo("auto");
    public static final Key<Integer> BATCH_MAX_ROWS = Key.integer("batch.max.rows", 1, 1_000_000)
            .group(BATCHES)
            .display("Rows per batch")
            .doc("A batch of so many rows, all tables together, is written at once.")
            .defaultsTo("10000");
    public static final Key<Long> BUFFER_MEMORY = Key.bytes("buffer.memory.bytes", 64L << 10, 16L << 30)
            .group(BATCHES)
            .display("Buffer memory")
            .doc(
                    "The most that a task buffers, by an estimate; when reached, the batch is written before anything more is taken."
                            + " While an upsert is sent, the driver's arrays come on top.")
            .defaultsTo("33554432");
    public static final Key<Duration> FLUSH_INTERVAL = Key.millis("flush.interval.ms", Duration.ofMillis(1), DAY)
            .group(BATCHES)
            .display("Flush interval")
            .doc("The longest that a row waits to be written, on quiet topics too.")
            .defaultsTo("1000");

    public static final Key<Duration> RETRY_TIMEOUT = Key.millis(
                    "retry.timeout.ms", Duration.ZERO, Duration.ofDays(3650))
            .group(RETRIES)
            .display("Retry timeout")
            .doc(
                    "How long one outage is waited out before the task fails; unset for no bound. The task stays in its consumer"
                            + " group meanwhile.")
            .optional();
    public static final Key<Duration> RETRY_INITIAL = Key.millis("retry.backoff.initial.ms", Duration.ofMillis(1), DAY)
            .group(RETRIES)
            .display("First back-off")
            .importance(Importance.LOW)
            .doc("Bound of the first pause between two attempts; the bound doubles, each pause is drawn below it.")
            .defaultsTo("100");
    public static final Key<Duration> RETRY_MAX = Key.millis("retry.backoff.max.ms", Duration.ofMillis(1), DAY)
            .group(RETRIES)
            .display("Longest back-off")
            .importance(Importance.LOW)
            .doc("Bound of every pause between two attempts.")
            .defaultsTo("10000");

    public static final ConfigSpec SPEC = PeerKeys.declare(ConfigSpec.builder("JDBC sink")
                    .keys(
                            CONNECTION_URL,
                            CONNECTION_USER,
                            CONNECTION_PASSWORD,
                            CONNECTION_PROVIDER,
                            CONNECTION_INIT_SQL,
                            RESPONSE_TIMEOUT,
                            IDLE_TIMEOUT,
                            FormatKeys.FORMAT,
                            FormatKeys.TRUNCATE,
                            FormatKeys.JSON_COLUMN,
                            INSERT_MODE,
                            PK_MODE,
                            PK_FIELDS,
                            DeleteKeys.MODE,
                            DeleteKeys.ENABLED,
                            DeleteKeys.FIELD,
                            DeleteKeys.FIELD_VALUES,
                            DeleteKeys.SOFT_COLUMN,
                            OverwriteKeys.NULLS,
                            OverwriteKeys.CONDITION,
                            OverwriteKeys.SKIP_UNCHANGED,
                            OverwriteKeys.UNAVAILABLE,
                            ColumnKeys.INCLUDE,
                            ColumnKeys.EXCLUDE,
                            ColumnKeys.RENAME,
                            ColumnKeys.NESTED,
                            ColumnKeys.DELIMITER,
                            ColumnKeys.METADATA,
                            TableKeys.NAME_FORMAT,
                            TableKeys.NAME_PATTERN,
                            TableKeys.NAME_MAP,
                            TableKeys.AUTO_CREATE,
                            TableKeys.AUTO_EVOLVE,
                            TableKeys.EVOLUTION,
                            TableKeys.UNKNOWN_FIELDS,
                            DELIVERY_GUARANTEE,
                            OFFSETS_TABLE,
                            OFFSETS_TABLE_CREATE,
                            LEDGER_ID,
                            WITNESS_CHECK,
                            CLAIM_TIMEOUT,
                            TRANSACTION_TIMEOUT,
                            WRITE_METHOD,
                            BATCH_MAX_ROWS,
                            BUFFER_MEMORY,
                            FLUSH_INTERVAL,
                            RETRY_TIMEOUT,
                            RETRY_INITIAL,
                            RETRY_MAX))
            .passThrough(ProviderSettings.PREFIX)
            .passThrough(DriverProperties.PREFIX)
            .build();

    static final List<String> COORDINATE_COLUMNS =
            List.of("__connect_topic", "__connect_partition", "__connect_offset");

    /** @throws org.apache.kafka.common.config.ConfigException that lists every problem */
    public static JdbcSinkConfig parse(Map<String, String> props) {
        Problems problems = new Problems();
        Values values = SPEC.read(props, problems);
        crossCheck(values, problems);
        problems.throwIfAny("JDBC sink");
        String name = FrameworkConfig.connectorName(props);
        String ledgerId = values.find(LEDGER_ID).orElse(name);
        return new JdbcSinkConfig(
                name,
                new ConnectionSettings(
                        values.get(CONNECTION_URL),
                        values.find(CONNECTION_USER),
                        values.find(CONNECTION_PASSWORD),
                        "penstock " + ledgerId,
                        values.get(RESPONSE_TIMEOUT),
                        values.find(CONNECTION_PROVIDER).map(type -> ProviderSettings.of(type, values)),
                        values.find(CONNECTION_INIT_SQL),
                        values.get(IDLE_TIMEOUT),
                        DriverProperties.of(values)),
                values.get(INSERT_MODE),
                new RowSettings(
                        FormatKeys.settings(values),
                        keyMode(values.get(PK_MODE), values.get(PK_FIELDS)),
                        DeleteKeys.rule(values),
                        ColumnKeys.rules(values),
                        values.get(ColumnKeys.METADATA),
                        OverwriteKeys.rules(values),
                        TableKeys.evolution(values)),
                TableKeys.naming(values),
                values.get(TableKeys.AUTO_CREATE),
                values.get(DELIVERY_GUARANTEE),
                new LedgerSettings(
                        ledgerId,
                        values.get(OFFSETS_TABLE),
                        values.get(OFFSETS_TABLE_CREATE),
                        values.get(CLAIM_TIMEOUT),
                        values.get(TRANSACTION_TIMEOUT)),
                values.get(WITNESS_CHECK),
                values.get(WRITE_METHOD),
                new BatchSettings(values.get(BATCH_MAX_ROWS), values.get(BUFFER_MEMORY), values.get(FLUSH_INTERVAL)),
                new RetrySettings(values.find(RETRY_TIMEOUT), values.get(RETRY_INITIAL), values.get(RETRY_MAX)));
    }

    /** Adds the faults between keys; a key that is faulty by itself takes no part. */
    public static void crossCheck(Values values, Problems problems) {
        CrossChecks.check(values, problems);
    }

    private static KeyMode keyMode(PkMode mode, List<String> fields) {
        return switch (mode) {
            case NONE -> new KeyMode.None();
            case KAFKA -> {
                List<String> columns = fields.isEmpty() ? COORDINATE_COLUMNS : fields;
                yield new KeyMode.Coordinates(columns.get(0), columns.get(1), columns.get(2));
            }
            case RECORD_KEY -> new KeyMode.RecordKey(fields);
            case RECORD_VALUE -> new KeyMode.RecordValue(fields);
            case RECORD_HEADER -> new KeyMode.RecordHeader(fields);
        };
    }
}
