package io.penstock.jdbc.writer;

import io.penstock.common.config.DeliveryGuarantee;
import io.penstock.common.error.FatalException;
import io.penstock.common.error.RecordException;
import io.penstock.common.record.RecordCoordinates;
import io.penstock.jdbc.config.DeleteRule;
import io.penstock.jdbc.config.JdbcSinkConfig;
import io.penstock.jdbc.config.RecordFormat;
import io.penstock.jdbc.dialect.TableCatalog;
import io.penstock.jdbc.error.FaultKind;
import io.penstock.jdbc.error.JdbcError;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import io.penstock.jdbc.plan.TableBinder;
import io.penstock.jdbc.plan.TooNarrow;
import io.penstock.jdbc.schema.ColumnSpec;
import io.penstock.jdbc.schema.Table;
import io.penstock.jdbc.schema.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds each record's table, and brings tables into the shape that records need. Changes of tables are transactions of their
 * own, before the rows'; they may be done again and by several tasks at once.
 */
final class Tables {

    private static final String DOTTED =
            "The dot is part of the name: to take what stands before it for the schema, set"
                    + " table.name.topic.pattern=([^.]+)\\.(.+) and table.name.format=${topic.1}.${topic.2}. ";

    private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
    /** Each round loses at most one race against each other task. */
    private static final int ROUNDS = 8;

    private static final String NO_SUCH_SCHEMA = "3F000";

    /** Tables without waiting rows that are kept in mind. */
    private static final int MAX_IDLE = 1_000;

    private final Session session;
    private final JdbcSinkConfig config;
    private final Widenings widenings;
    private final Map<TableId, TableBatch> batches = new LinkedHashMap<>();
    private final Map<String, TableBatch> byTopic = new HashMap<>();

    /** @param nanoTicker for intervals */
    Tables(Session session, JdbcSinkConfig config, LongSupplier nanoTicker) {
        this.session = session;
        this.config = config;
        this.widenings = new Widenings(session, nanoTicker);
    }

    Collection<TableBatch> batches() {
        return batches.values();
    }

    /**
     * The batch of the record's table.
     *
     * @throws RecordException when the record gives no usable name
     * @throws FatalException when the topic gives none
     */
    TableBatch of(SinkRecord record) {
        TableBatch known = byTopic.get(record.topic());
        if (known == null) {
            known = batch(record);
            if (config.tableNaming().byTopicOnly(record.topic())) {
                byTopic.put(record.topic(), known);
            }
        }
        return known;
    }

    /**
     * A tombstone that needs no table: deletes are ignored, or it repeats one of Debezium's, where only the event before it names the
     * table.
     */
    boolean passesOver(SinkRecord record) {
        if (record.value() != null) {
            return false;
        }
        DeleteRule deletes = config.rows().deletes();
        return deletes instanceof DeleteRule.Ignore
                || (config.rows().format().format() == RecordFormat.DEBEZIUM
                        && !(deletes instanceof DeleteRule.Never)
                        && config.tableNaming().readsValue(record.topic()));
    }

    private boolean takes(String name) {
        return session.dialect().tables().takesName(name);
    }

    /**
     * Names that records make may be without end: of more tables than are worth remembering, those for which nothing waits are
     * looked at again when their next record comes.
     */
    void forgetIdle() {
        if (batches.size() > MAX_IDLE) {
            batches.values().removeIf(batch -> batch.rows().isEmpty());
            byTopic.values().removeIf(batch -> batch.rows().isEmpty());
        }
    }

    private TableBatch batch(SinkRecord record) {
        TableId id = config.tableNaming().render(record);
        TableBatch known = batches.get(id);
        if (known != null) {
            return known;
        }
        if (!takes(id.name()) || !id.schema().map(this::takes).orElse(true)) {
            throw new RecordException(
                    JdbcError.NAME_UNUSABLE,
                    "table.name.format makes a name that is empty, too long or holds the character 0 of the record at "
                            + RecordCoordinates.of(record) + ". " + JdbcError.NAME_UNUSABLE.remedy());
        }
        TableBatch fresh = new TableBatch(new TableBinder(config.rows(), look(id)));
        batches.put(id, fresh);
        return fresh;
    }

    /**
     * Makes the record's row, and first the columns that it needs.
     *
     * @return null when another session has changed columns, so that all rows of the table are void until {@link SinkBuffer} has bound
     *     them again
     * @throws RecordException when the record cannot become a row of its table
     */
    @Nullable
    Row bind(TableBatch batch, SinkRecord record) {
        List<ColumnSpec> missing = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            missing.clear();
            Row row = batch.binder().bind(record, missing);
            if (row != null) {
                return row;
            }
            if (!missing.stream().map(ColumnSpec::name).allMatch(this::takes)) {
                throw new RecordException(
                        JdbcError.COLUMN_MISSING,
                        "the record at " + RecordCoordinates.of(record) + " has a field whose column's name is empty,"
                                + " too long or holds the character 0, which no column has. Give it another by fields.rename.");
            }
            Row nothing = evolve(batch.binder(), missing, record);
            if (nothing != null) {
                return nothing;
            }
            if (!batch.binder().use(look(id(batch)))) {
                return null;
            }
        }
        throw new RecordException(
                JdbcError.COLUMN_MISSING,
                "table " + batch.binder().table().id() + " does not take column(s) " + names(missing)
                        + " under these names");
    }

    /** @return the row of a record that needs no table where there is none */
    private @Nullable Row evolve(TableBinder binder, List<ColumnSpec> missing, SinkRecord record) {
        TableId id = binder.table().id();
        Table now = describe(id).orElse(null);
        if (now == null) {
            // A table made from a delete would have a key and nothing else.
            Row nothing = binder.bindWithoutTable(record, config.autoCreate());
            if (nothing != null) {
                return nothing;
            }
            if (!config.autoCreate()) {
                throw tableMissing(id, record);
            }
            change(
                    "create table " + id,
                    record,
                    catalog -> catalog.create(session.connection(), id, missing, binder.keyColumns()));
            LOG.info("Created table {} with columns {}", id, names(missing));
        } else {
            List<ColumnSpec> lacking = now.lacking(missing);
            if (!lacking.isEmpty()) {
                String alike = alike(now, lacking);
                if (!config.rows().evolution().adds()) {
                    throw columnMissing(id, lacking, alike, record);
                }
                change(
                        "add columns to table " + id,
                        record,
                        catalog -> catalog.addColumns(session.connection(), id, lacking));
                LOG.info("Added columns {} to table {}", names(lacking), id);
                if (!alike.isEmpty()) {
                    LOG.warn("Table {} has got columns beside others.{}", id, alike);
                }
            }
        }
        return null;
    }

    /** A sentence about columns that are there but for the case of their names; empty where there are none. */
    private static String alike(Table table, List<ColumnSpec> lacking) {
        return lacking.stream()
                .flatMap(spec -> table.columns().stream()
                        .filter(column -> column.name().equalsIgnoreCase(spec.name()))
                        .map(column -> " There is a column \"" + column.name()
                                + "\", and case counts: to write to it, set fields.rename=" + spec.name() + ":"
                                + column.name() + "."))
                .collect(Collectors.joining());
    }

    private RuntimeException columnMissing(TableId id, List<ColumnSpec> lacking, String alike, SinkRecord record) {
        String message = "table " + id + " lacks column(s) " + names(lacking) + " for the record at "
                + RecordCoordinates.of(record);
        return config.rows().evolution().validates()
                ? new FatalException(
                        JdbcError.TABLE_DIFFERS, message + "." + alike + " " + JdbcError.TABLE_DIFFERS.remedy())
                : new RecordException(
                        JdbcError.COLUMN_MISSING, message + "." + alike + " " + JdbcError.COLUMN_MISSING.remedy());
    }

    boolean widens() {
        return config.rows().evolution().widens();
    }

    /**
     * Makes a column wider. The rows of the table are void until {@link SinkBuffer} has bound them again.
     *
     * @return why the database does not; empty where it has, or where another session was at it
     */
    Optional<String> widen(TableBatch batch, TooNarrow narrow) {
        return widenings.widen(id(batch), narrow);
    }

    /** One topic, one table: without it nothing of the topic can be stored. A name out of a record may be that record's fault. */
    private RuntimeException tableMissing(TableId id, SinkRecord record) {
        String message = "table " + id + " for the record at " + RecordCoordinates.of(record)
                + " does not exist and auto.create is false. " + (id.name().indexOf('.') < 0 ? "" : DOTTED)
                + JdbcError.TABLE_MISSING.remedy();
        return config.tableNaming().byTopicOnly(record.topic())
                ? new FatalException(JdbcError.TABLE_MISSING, message)
                : new RecordException(JdbcError.TABLE_MISSING, message);
    }

    /** Whether the table is another than when it was last looked at. */
    boolean changed(TableBatch batch) {
        return !look(id(batch)).columns().equals(batch.binder().table().columns());
    }

    /** Looks at all tables of the waiting rows anew. The rows are void until {@link SinkBuffer} has bound them again. */
    void refresh() {
        for (TableBatch batch : batches.values()) {
            batch.binder().restart(look(id(batch)));
        }
    }

    private static TableId id(TableBatch batch) {
        return batch.binder().table().id();
    }

    /** The table as it is now, without columns where there is none. */
    private Table look(TableId id) {
        return describe(id).orElseGet(() -> new Table(id, List.of()));
    }

    private Optional<Table> describe(TableId id) {
        Connection connection = session.connection();
        try {
            TableCatalog catalog = session.dialect().tables();
            Optional<Table> table = catalog.describe(connection, id);
            if (table.isPresent()
                    && config.guarantee() == DeliveryGuarantee.EXACTLY_ONCE
                    && !catalog.isTransactional(connection, id)) {
                throw new FatalException(
                        JdbcError.NO_TRANSACTIONS,
                        "table " + id + " keeps rows whose transaction was rolled back, so nothing can be written to it"
                                + " exactly once. " + JdbcError.NO_TRANSACTIONS.remedy());
            }
            return table;
        } catch (SQLException e) {
            throw session.failed("look at table " + id, session.dialect().fault(e));
        }
    }

    private void change(String doing, SinkRecord record, Change change) {
        try {
            change.apply(session.dialect().tables());
        } catch (SQLException e) {
            if (session.dialect().tables().raced(e)) {
                session.rollBack();
                LOG.info("Another session was faster to {}", doing);
                return;
            }
            SqlFault fault = session.dialect().fault(e);
            RuntimeException failure = session.failed(doing, fault);
            if (fault.kind().isTransient()) {
                throw failure;
            }
            String message = "failed to " + doing + ": " + fault.describe();
            if (isTheRecords(fault, record)) {
                throw new RecordException(JdbcError.DEFINITION_REFUSED, message, fault.cause());
            }
            throw new FatalException(
                    JdbcError.DEFINITION_REFUSED,
                    message + ". " + JdbcError.DEFINITION_REFUSED.remedy(),
                    fault.cause());
        }
    }

    /** Too many columns, a name that cannot be written, a schema that the record named and that does not exist. */
    private boolean isTheRecords(SqlFault fault, SinkRecord record) {
        return fault.kind() == FaultKind.ROW
                || (fault.sqlState().equals(NO_SUCH_SCHEMA)
                        && !config.tableNaming().byTopicOnly(record.topic()));
    }

    private static String names(List<ColumnSpec> columns) {
        return columns.stream().map(column -> '"' + column.name() + '"').collect(Collectors.joining(", "));
    }

    /** A change to a table. */
    @FunctionalInterface
    private interface Change {
        void apply(TableCatalog catalog) throws SQLException;
    }
}
