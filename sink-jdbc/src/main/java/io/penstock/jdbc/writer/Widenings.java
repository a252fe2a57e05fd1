package io.penstock.jdbc.writer;

import io.penstock.jdbc.dialect.TableCatalog;
import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.TooNarrow;
import io.penstock.jdbc.schema.ColumnType;
import io.penstock.jdbc.schema.TableId;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes columns wider, and remembers what the database has refused, so that many values that do not fit do not have it lock the
 * table for each of them. Confined to the task's thread.
 */
final class Widenings {

    private static final Logger LOG = LoggerFactory.getLogger(Widenings.class);

    /** After which a refusal may be another's answer: a view was dropped, a right was granted. */
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int MAX_REFUSALS = 1_000;

    private final Session session;
    private final LongSupplier nanoTicker;
    private final Map<Wanted, Refusal> refusals = new HashMap<>();

    Widenings(Session session, LongSupplier nanoTicker) {
        this.session = session;
        this.nanoTicker = nanoTicker;
    }

    /**
     * @return why the database does not; empty where it has, or where another session was at it
     * @throws io.penstock.common.error.TransientException when it is worth another try
     */
    Optional<String> widen(TableId table, TooNarrow narrow) {
        Wanted wanted = new Wanted(table, narrow.column().name(), narrow.wider());
        Refusal refusal = refusals.get(wanted);
        if (refusal != null && (refusal.isFinal() || nanoTicker.getAsLong() - refusal.at() < PAUSE_NANOS)) {
            return Optional.of(refusal.reason());
        }
        refusals.remove(wanted);
        TableCatalog catalog = session.dialect().tables();
        try {
            catalog.widen(session.connection(), table, wanted.column(), wanted.type());
        } catch (SQLException e) {
            if (catalog.raced(e)) {
                session.rollBack();
                LOG.info("Another session was faster to {}", wanted);
                return Optional.empty();
            }
            return Optional.of(refused(wanted, session.dialect().fault(e), catalog.tookTooLong(e)));
        }
        LOG.info("Widened column \"{}\" of table {} to {}", wanted.column(), table, wanted.type());
        return Optional.empty();
    }

    private String refused(Wanted wanted, SqlFault fault, boolean tookTooLong) {
        if (fault.kind().isTransient() && !tookTooLong) {
            throw session.failed(wanted.toString(), fault);
        }
        session.abandon(fault);
        String why = tookTooLong
                ? "it takes longer than the sink may lock the table, and this task does not try again"
                : fault.describe();
        String reason = "Failed to " + wanted + ": " + why + ". Do it by hand (ALTER TABLE), or correct the producer.";
        LOG.warn("{} Until then values that do not fit make bad records", reason);
        if (refusals.size() >= MAX_REFUSALS) {
            refusals.clear();
        }
        refusals.put(wanted, new Refusal(reason, tookTooLong, nanoTicker.getAsLong()));
        return reason;
    }

    private record Wanted(TableId table, String column, ColumnType type) {

        @Override
        public String toString() {
            return "widen column \"" + column + "\" of table " + table + " to " + type;
        }
    }

    /**
     * @param isFinal whether another attempt is not worth what it costs
     * @param at when, in the ticker's nanoseconds
     */
    private record Refusal(String reason, boolean isFinal, long at) {}
}
