package io.penstock.jdbc.writer;

import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a unique or foreign key has refused, and may take when others of their batch are written: a unique value moves from one row
 * to another, a parent comes behind its child, a child is deleted behind its parent. Good rows are written in another order than the one
 * in which they were good, by key and a table at a time; so they are tried again in their order of arrival, together first, then in
 * parts, then one by one, for as long as others pass.
 *
 * <p>Invariant: before the time is over, a row is given up only by itself, and only when nothing has passed since it failed.
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

    /** Whether there is time to try more rows again. */
    boolean isOpen() {
        return !late.getAsBoolean();
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

    /** Tries what waits until nothing more passes or the time is over; what is left goes on waiting. */
    void settle() throws SQLException {
        Deque<Waiting> parts = new ArrayDeque<>(waiting);
        List<Waiting> lone = new ArrayList<>();
        while (!parts.isEmpty() && isOpen()) {
            Waiting failed = tryAgain(parts.remove());
            if (failed != null && failed.rows().size() == 1) {
                lone.add(failed);
            } else if (failed != null) {
                // Behind all others, which may make room for them.
                parts.addAll(failed.split());
            }
        }
        lone.sort((one, other) ->
                Row.ARRIVAL.compare(one.rows().get(0), other.rows().get(0)));
        while (isOpen() && lone.stream().anyMatch(this::mayPass)) {
            List<Waiting> left = new ArrayList<>(lone.size());
            for (Waiting one : lone) {
                Waiting failed = isOpen() ? tryAgain(one) : one;
                if (failed != null) {
                    left.add(failed);
                }
            }
            lone = left;
        }
        lone.addAll(parts);
        waiting = lone;
    }

    /** @return the rows of each set that are still refused, in their order of arrival; they wait no more */
    Map<RowSet, List<Row>> giveUp() {
        Map<RowSet, List<Row>> refused = new LinkedHashMap<>();
        for (Waiting part : waiting) {
            refused.computeIfAbsent(part.set(), unused -> new ArrayList<>()).addAll(part.rows());
        }
        refused.values().forEach(rows -> rows.sort(Row.ARRIVAL));
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
            if (outcome.changed()) {
                part.set().doubt().rowPassed();
            }
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
    private record Waiting(RowSet set, List<Row> rows, OptionalInt named, int passedBefore) {

        private static final int NEVER = -1;

        List<Waiting> split() {
            return RowSet.split(rows, named).stream()
                    .filter(part -> !part.isEmpty())
                    .map(part -> new Waiting(set, part, OptionalInt.empty(), NEVER))
                    .toList();
        }
    }
}
