package io.penstock.jdbc.writer;

import io.penstock.jdbc.error.SqlFault;
import io.penstock.jdbc.plan.Row;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Rows that are refused by themselves, of all tables, each taken apart into the changes that were merged into it. They are tried in
 * the order of arrival, in which the source made them, and again for as long as others pass.
 *
 * <p>Invariant: no change of a key is made before an earlier one is made or rejected.
 */
final class OneByOne {

    private final Attempts attempts;
    private final BooleanSupplier late;
    private List<Chain> chains = new ArrayList<>();

    /** @param late whether there is no time for another attempt */
    OneByOne(Attempts attempts, BooleanSupplier late) {
        this.attempts = attempts;
        this.late = late;
    }

    /** @param row that has just been refused as it is; the set's statement fits it */
    void add(RowSet set, Row row) {
        add(set, row, Chain.NEVER);
    }

    /** @param passedBefore {@link Attempts#passed} when a unique or foreign key refused it */
    void add(RowSet set, Row row, int passedBefore) {
        Chain chain = new Chain(set);
        Change whole = new Change(set, row, set.statement());
        if (whole.isMerged()) {
            chain.takeApart(whole);
        } else {
            chain.left.push(whole);
            chain.failedAt = passedBefore;
            chain.mayPassLater = true;
        }
        chains.add(chain);
    }

    /** Tries them until nothing more passes or the time is over. */
    void settle() throws SQLException {
        boolean again = true;
        while (again && !late.getAsBoolean()) {
            again = false;
            PriorityQueue<Chain> queue = new PriorityQueue<>(
                    chains.size() + 1,
                    Comparator.comparing(chain -> chain.head().row(), Row.ARRIVAL));
            queue.addAll(chains);
            chains = new ArrayList<>();
            while (!queue.isEmpty() && !late.getAsBoolean()) {
                Chain chain = queue.remove();
                if (chain.failedAt == attempts.passed()) {
                    chains.add(chain);
                    continue;
                }
                Change head = chain.left.pop();
                Attempts.Outcome outcome = attempts.make(head.statement(), List.of(head.row()));
                SQLException failure = outcome.failure();
                if (failure == null) {
                    head.set().passed(head.statement(), outcome);
                    again = true;
                    chain.failedAt = Chain.NEVER;
                } else if (head.isMerged()) {
                    chain.takeApart(head);
                } else {
                    chain.left.push(head);
                    chain.failed(attempts.passed(), attempts.fault(failure));
                }
                if (!chain.left.isEmpty()) {
                    queue.add(chain);
                }
            }
            chains.addAll(queue);
        }
    }

    /**
     * Those that are to be judged, since nothing passes without that: deletes first, as all else may hang on what they leave; then what is
     * bad whatever the others are; then all. What comes after them in their chains can be tried when they are judged.
     */
    List<Change> takeHeads() {
        List<Chain> some = where(
                chain -> chain.head().row().isDelete() || chain.head().row().isMark());
        if (some.isEmpty()) {
            some = where(chain -> !chain.mayPassLater);
        }
        if (some.isEmpty()) {
            some = List.copyOf(chains);
        }
        List<Change> heads = new ArrayList<>(some.size());
        for (Chain chain : some) {
            heads.add(chain.left.pop());
            chain.failedAt = Chain.NEVER;
        }
        chains.removeIf(chain -> chain.left.isEmpty());
        heads.sort(Comparator.comparing(Change::row, Row.ARRIVAL));
        return heads;
    }

    private List<Chain> where(Predicate<Chain> condition) {
        return chains.stream().filter(condition).toList();
    }

    /** @param statement fits the row */
    record Change(RowSet set, Row row, Attempts.Statement statement) {

        /** Whether it can be taken apart. */
        boolean isMerged() {
            return row.own() != null || row.standIn() != null;
        }
    }

    /** What is left of the changes of one key, the first one on top. */
    private static final class Chain {

        private static final int NEVER = -1;

        private final RowSet set;
        private final Deque<Change> left = new ArrayDeque<>();
        private int failedAt = NEVER;
        private boolean mayPassLater;

        Chain(RowSet set) {
            this.set = set;
        }

        Change head() {
            return left.getFirst();
        }

        void failed(int passed, SqlFault fault) {
            failedAt = passed;
            mayPassLater = fault.mayPassLater();
        }

        /** Into its own change and what that was merged with, which may speak of other columns. */
        void takeApart(Change whole) {
            Row row = whole.row();
            Row other = row.standIn();
            Row own = row.own();
            Change last = new Change(set, own == null ? row.alone() : own, set.single());
            if (other == null) {
                left.push(last);
                return;
            }
            Change standIn = new Change(set, other, set.single());
            boolean isEarlier = Row.ARRIVAL.compare(other, row) < 0;
            left.push(isEarlier ? last : standIn);
            left.push(isEarlier ? standIn : last);
            failedAt = NEVER;
        }
    }
}
