package io.penstock.jdbc.error;

import io.penstock.common.error.ErrorCode;

/** The JDBC sink's failures: {@code PEN-3xx}. */
public enum JdbcError implements ErrorCode {
    DATABASE_UNREACHABLE(
            "PEN-301",
            "The database cannot be reached, or the connection to it broke.",
            "Check connection.url, the network and the server; the task retries for ever, unless retry.timeout.ms is set."),
    LOGIN_REFUSED(
            "PEN-302",
            "The database refused the login, or the named database does not exist.",
            "Correct connection.user, connection.password, or the database or the parameters in connection.url."),
    DATABASE_BUSY(
            "PEN-303",
            "The database could not do the work now: a lock, a deadlock, a shortage or a read-only server.",
            "Nothing, if it passes: the task retries. Else look for long transactions and full disks on the server."),
    RETRIES_SPENT(
            "PEN-304",
            "The database stayed out of reach for longer than retry.timeout.ms.",
            "Mend it and restart the task."),
    DRIVER_MISSING(
            "PEN-305",
            "The plugin has no JDBC driver for connection.url.",
            "Put the driver's jar beside the plugin's on each worker, and restart it."),
    CREDENTIALS_MISSING(
            "PEN-306",
            "The class that connection.provider.class names gave no user and password.",
            "Look at that class's own log and at its keys, connection.provider.…"),
    INIT_SQL_REFUSED(
            "PEN-307",
            "The database refused connection.init.sql.",
            "Correct the statements, or the rights of the connector's role."),
    FENCED(
            "PEN-310",
            "Another task has taken over partitions of this one, so nothing more may be written by it.",
            "Restart the task. If it comes again, two connectors share one ledger.id: give one of them another."),
    LEDGER_MISSING(
            "PEN-311",
            "The ledger table is missing and may not be created.",
            "Create it with the definition that the message shows, or set offsets.table.create=true and grant the right to create"
                    + " tables."),
    LEDGER_BLOCKED(
            "PEN-312",
            "Another session holds the ledger's rows of this task's partitions.",
            "End the named backend, or give the connector's role the right to."),
    LEDGER_BROKEN(
            "PEN-313",
            "The ledger's rows are not what this task left there.",
            "After a failover that lost transactions, or from a restored backup: restart the task, which goes on from what the"
                    + " ledger says, as far as Kafka still has it. Else: do not edit the ledger by hand, use the REST offset"
                    + " commands on the stopped connector."),
    NO_TRANSACTIONS(
            "PEN-314",
            "The database, or a table's engine, does not take back what a transaction wrote.",
            "Use an engine with transactions (InnoDB), or set delivery.guarantee=at_least_once."),
    TABLE_MISSING("PEN-320", "A target table does not exist.", "Create it, or set auto.create=true."),
    COLUMN_MISSING("PEN-321", "A target table lacks a column.", "Add it, or set schema.evolution=add."),
    NAME_UNUSABLE(
            "PEN-322", "A table name made from a record cannot be used by the database.", "Change table.name.format."),
    DEFINITION_REFUSED(
            "PEN-323",
            "The database refused to create or change a table.",
            "Grant the right to the connector's role, or create the table yourself."),
    STATEMENT_REFUSED(
            "PEN-324",
            "The database refused a statement that no other record would make right.",
            "Compare the table with the connector's configuration: keys, rights, generated columns."),
    TABLE_DIFFERS(
            "PEN-325",
            "With schema.evolution=validate: a table does not take what the records' schema says.",
            "Change the table, or use another schema.evolution."),
    FORMAT_OPEN(
            "PEN-326",
            "An event of Debezium came with record.format=auto, upsert.condition.field and deletes by tombstones. Nothing would tell the"
                    + " tombstone that follows a delete from one that deletes by itself, and it would delete a row that the delete"
                    + " has spared as newer.",
            "Set record.format=debezium, which passes such tombstones over. Topics of another format need a connector of their own."),
    RECORD_SHAPE(
            "PEN-330",
            "A record's value is neither a structure nor a map, or not of record.format.",
            "Correct record.format, or use a converter or a transform that makes such values (HoistField, ExtractField)."),
    NESTED_VALUE(
            "PEN-331",
            "A field holds a structure, a map or a list, and nested.mode does not take it.",
            "Set nested.mode=flatten or json, name the parts to store in fields.include, or drop it by fields.exclude."),
    VALUE_DOES_NOT_FIT(
            "PEN-332",
            "A value cannot be stored in its column without loss.",
            "Change the column's type, or the value's producer."),
    KEY_MISSING(
            "PEN-333",
            "A record lacks a value for a column of the primary key.",
            "Correct pk.mode, pk.fields or the producer."),
    TOMBSTONE(
            "PEN-334",
            "A tombstone arrived and deletes are not enabled.",
            "Set delete.enabled=true (or delete.mode=soft) with pk.mode=record_key. Or have deletes passed over, so that their rows stay:"
                    + " delete.mode=ignore."),
    REJECTED_BY_DATABASE(
            "PEN-335",
            "The database refuses this row: a constraint, or a value that its column cannot hold.",
            "Correct the row's producer, or the table's constraints."),
    COLUMN_TWICE(
            "PEN-336",
            "Two parts of a record go to one column.",
            "Give one of them another by fields.rename, nested.delimiter, metadata.columns or delete.soft.column, or leave it out"
                    + " by fields.exclude."),
    TRUNCATION(
            "PEN-337",
            "An event that empties its table arrived and truncations are not enabled.",
            "Set truncate.enabled=true, or have the source skip truncations (skipped.operations=t).");

    private final String code;
    private final String meaning;
    private final String remedy;

    JdbcError(String code, String meaning, String remedy) {
        this.code = code;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
