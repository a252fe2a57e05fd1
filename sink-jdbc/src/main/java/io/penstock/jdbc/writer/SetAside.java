package io.penstock.jdbc.writer;

import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a unique or foreign key has refused, and may take when others of their batch are written: a unique value moves from one row
 * to another, a parent comes behind its child, a child is deleted behind its parent. Good rows are written in another order than the one
 * in which they were good, by key and a table at a time; so they are tried again when all tables are written, in their order of arrival, together
 * first, then in parts. What is refused by itself then is for {@link OneByOne}.
 */
final class SetAside {

    private final Attempts attempts;
    private final BooleanSupplier late;
    private List<Waiting> waiting = new ArrayList<>();

    /** @param late whether there is no time for another attempt */
    SetAside(Attempts attempts, BooleanSupplier late) {
        this.attempts = attempts;
        this.late = late;
    }

    /** @param rows that have just failed together with what {@link SqlFault#mayPassLater} */
    void add(RowSet set, List<Row> rows, SqlFault fault) {
        List<Row> arrived = new ArrayList<>(rows);
        arrived.sort(Row.ARRIVAL);
        waiting.add(
                arrived.equals(rows)
                        ? new Waiting(set, arrived, fault.row(), attempts.passed())
                        : new Waiting(set, arrived, OptionalInt.empty(), Waiting.NEVER));
    }

    /** @param rows in their order of arrival, that were not tried */
    void addUntried(RowSet set, List<Row> rows) {
        if (!rows.isEmpty()) {
            waiting.add(new Waiting(set, List.copyOf(rows), OptionalInt.empty(), Waiting.NEVER));
        }
    }

    /** Tries what waits: together for as long as something passes, then in parts, until rows that are refused stand alone, or the time is over. */
    void settle() throws SQLException {
        boolean again = true;
        while (again) {
            int before = waiting.size();
            List<Waiting> left = new ArrayList<>(before);
            for (Waiting part : waiting) {
                Waiting failed = late.getAsBoolean() ? part : tryAgain(part);
                if (failed != null) {
                    left.add(failed);
                }
            }
            waiting = left;
            again = left.size() < before;
        }
        Deque<Waiting> parts = new ArrayDeque<>(waiting);
        List<Waiting> refused = new ArrayList<>();
        while (!parts.isEmpty() && !late.getAsBoolean()) {
            Waiting failed = tryAgain(parts.pop());
            if (failed != null && failed.rows().size() == 1) {
                refused.add(failed);
            } else if (failed != null) {
                // In place: of rows that exclude each other the first to arrive is kept.
                List<Waiting> split = failed.split();
                for (int i = split.size() - 1; i >= 0; i--) {
                    parts.push(split.get(i));
                }
            }
        }
        refused.addAll(parts);
        waiting = refused;
    }

    /** @return what is still refused, single rows where there was time; they wait no more */
    List<Waiting> giveUp() {
        List<Waiting> refused = waiting;
        waiting = new ArrayList<>();
        return refused;
    }

    private boolean mayPass(Waiting part) {
        return part.passedBefore() != attempts.passed();
    }

    /** @return null when it has passed */
    private @Nullable Waiting tryAgain(Waiting part) throws SQLException {
        if (!mayPass(part)) {
            return part;
        }
        Attempts.Outcome outcome = attempts.make(part.set().statement(), part.rows());
        SQLException failure = outcome.failure();
        if (failure == null) {
            part.set().passed(part.set().statement(), outcome);
            return null;
        }
        return new Waiting(part.set(), part.rows(), attempts.fault(failure).row(), attempts.passed());
    }

    /**
     * Rows that are tried together.
     *
     * @param named the row that the database found bad when they failed
     *
     * @param passedBefore {@link Attempts#passed} when they failed, {@link #NEVER} where they were not tried in this order
     */
    record Waiting(RowSet set, List<Row> rows, OptionalInt named, int passedBefore) {

        static final int NEVER = -1;

        List<Waiting> split() {
            return RowSet.split(rows, named).stream()
                    .filter(part -> !part.isEmpty())
                    .map(part -> new Waiting(set, part, OptionalInt.empty(), NEVER))
                    .toList();
        }
    }
}
