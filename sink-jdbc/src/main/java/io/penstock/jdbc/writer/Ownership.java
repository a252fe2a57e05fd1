package io.penstock.jdbc.writer;

import io.penstock.common.error.FatalException;
import io.penstock.common.offset.WitnessCheck;
import io.penstock.jdbc.dialect.LedgerMove;
import io.penstock.jdbc.dialect.LedgerRow;
import io.penstock.jdbc.error.JdbcError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions the task owns. Connect assigns them; from the next {@code put} on the ledger has them too, claimed in one
 * statement, since a {@code put} can ask to be called again and an {@code open} cannot.
 */
final class Ownership {

    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);

    private final Ledger ledger;
    private final WitnessCheck check;
    private final Set<TopicPartition> unclaimed = new HashSet<>();
    private final Map<TopicPartition, Partition> owned = new HashMap<>();
    private boolean inDoubt;

    Ownership(Ledger ledger, WitnessCheck check) {
        this.ledger = ledger;
        this.check = check;
    }

    /** Notes newly assigned partitions; one that is owned already stays as it is, for Connect may name it again. */
    void assigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            if (!owned.containsKey(partition)) {
                unclaimed.add(partition);
            }
        }
    }

    void revoked(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            unclaimed.remove(partition);
            owned.remove(partition);
        }
        if (owned.isEmpty()) {
            inDoubt = false;
        }
    }

    /** Claims what was assigned since. Does nothing when there is none. */
    void claim() {
        if (unclaimed.isEmpty()) {
            return;
        }
        List<LedgerRow> rows = ledger.claim(unclaimed);
        for (LedgerRow row : rows) {
            owned.put(row.partition(), new Partition(row, check));
        }
        unclaimed.clear();
        LOG.info("Claimed {}", rows.stream().map(Ownership::describe).sorted().collect(Collectors.joining(", ")));
    }

    private static String describe(LedgerRow row) {
        return row.partition()
                + (row.position().hasOpinion() ? "@" + row.position().nextOffset() : " (no position)") + " epoch "
                + row.epoch();
    }

    @Nullable
    Partition find(TopicPartition partition) {
        return owned.get(partition);
    }

    Collection<Partition> partitions() {
        return owned.values();
    }

    /** The rows of all partitions as they stand in the ledger. */
    List<LedgerRow> held() {
        return owned.values().stream().map(Partition::held).toList();
    }

    /** The positions that the next transaction moves. */
    List<LedgerMove> advances() {
        List<LedgerMove> moves = new ArrayList<>();
        for (Partition partition : owned.values()) {
            if (partition.isAhead()) {
                moves.add(partition.next());
            }
        }
        return moves;
    }

    void advanced(Collection<LedgerRow> rows) {
        for (LedgerRow row : rows) {
            Partition partition = owned.get(row.partition());
            if (partition != null) {
                partition.advanced(row);
            }
        }
    }

    /** A connection was lost within a transaction: what the ledger says must be read before anything else is written. */
    void doubt() {
        inDoubt = ledger.remembers();
    }

    /**
     * Finds out whether the transaction whose outcome was lost has taken effect.
     *
     * @return true if everything that was accepted is durable, so that the buffer is to be cleared
     */
    boolean resolveDoubt() {
        if (!inDoubt || owned.isEmpty()) {
            return false;
        }
        List<LedgerRow> found = ledger.reclaim(held());
        int moved = 0;
        int ahead = 0;
        for (LedgerRow row : found) {
            Partition partition = owned.get(row.partition());
            if (partition == null) {
                continue;
            }
            ahead += partition.isAhead() ? 1 : 0;
            long now = row.position().nextOffset();
            if (now != partition.durable().nextOffset()) {
                if (now != partition.gate().nextOffset()) {
                    throw new FatalException(
                            JdbcError.LEDGER_BROKEN,
                            "the ledger's next offset of " + row.partition() + " is " + now
                                    + ", and this task left it at "
                                    + partition.durable().nextOffset() + " or "
                                    + partition.gate().nextOffset() + ". " + JdbcError.LEDGER_BROKEN.remedy());
                }
                moved++;
            }
        }
        if (moved != 0 && moved != ahead) {
            throw new FatalException(
                    JdbcError.LEDGER_BROKEN,
                    "one transaction moved only " + moved + " of " + ahead + " positions. "
                            + JdbcError.LEDGER_BROKEN.remedy());
        }
        advanced(found);
        inDoubt = false;
        LOG.info(
                "The transaction whose outcome was lost with its connection {}",
                moved > 0 ? "had committed" : "had not committed; it is done again");
        return moved > 0;
    }
}
