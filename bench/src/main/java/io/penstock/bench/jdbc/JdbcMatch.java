package io.penstock.bench.jdbc;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.sink.SinkRecord;

/** What the contestants of one match share: the case, and each round's records, the very same objects for all. */
final class JdbcMatch {

    private final JdbcCase kind;
    private final int putSize;
    private final int rows;
    private int madeForRound = -1;
    private List<List<SinkRecord>> batches = List.of();

    /** @param rows of a round */
    JdbcMatch(JdbcCase kind, int putSize, int rows) {
        this.kind = kind;
        this.putSize = putSize;
        this.rows = rows;
    }

    JdbcCase kind() {
        return kind;
    }

    int putSize() {
        return putSize;
    }

    Orders orders(int round) {
        return Orders.ofRound(round, rows);
    }

    /** What each put brings. Those of the last round asked for are kept. */
    List<List<SinkRecord>> batches(int round) {
        if (round != madeForRound) {
            List<SinkRecord> records = orders(round).records();
            List<List<SinkRecord>> made = new ArrayList<>();
            for (int from = 0; from < rows; from += putSize) {
                made.add(new ArrayList<>(records.subList(from, Math.min(rows, from + putSize))));
            }
            batches = made;
            madeForRound = round;
        }
        return batches;
    }
}
