package io.penstock.it;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What one run of the pipeline left behind, as others than the connectors see it.
 *
 * @param acknowledged ids of the messages that the MQTT broker took over
 * @param log what Kafka's topic holds
 * @param rows what the table holds
 * @param lines what the objects hold
 * @param databaseDeadLetters of the database sink
 * @param storeDeadLetters of the object sink
 * @param metrics of each connector, by its name, at the end
 */
record Evidence(
        Set<Integer> acknowledged,
        List<ConsumerRecord<byte[], byte[]>> log,
        List<Stored> rows,
        List<Stored> lines,
        List<DeadLetter> databaseDeadLetters,
        List<DeadLetter> storeDeadLetters,
        DatabaseKill databaseKill,
        CommitKill commitKill,
        Map<String, Map<String, Long>> metrics) {

    Evidence {
        acknowledged = Set.copyOf(acknowledged);
        log = List.copyOf(log);
        rows = List.copyOf(rows);
        lines = List.copyOf(lines);
        databaseDeadLetters = List.copyOf(databaseDeadLetters);
        storeDeadLetters = List.copyOf(storeDeadLetters);
        metrics = Map.copyOf(metrics);
    }

    @Override
    public String toString() {
        return "acknowledged " + acknowledged.size() + ", in Kafka " + log.size() + ", rows " + rows.size()
                + ", lines in objects "
                + lines.size() + ", dead letters of the database sink " + databaseDeadLetters.size()
                + ", of the object sink "
                + storeDeadLetters.size() + ", metrics " + metrics;
    }

    /**
     * The first SIGKILL.
     *
     * @param flush what the database said of the sink's session just before
     * @param openAtDeath whether that transaction was still open when the worker was dead
     * @param fate what became of it
     */
    record DatabaseKill(BlockedFlush flush, boolean openAtDeath, String fate) {}

    /**
     * The second SIGKILL.
     *
     * @param heldRequests how many commit records were held back, or their answers
     * @param before what the store held when nothing was under way
     * @param atDeath what it held when the worker was dead
     */
    record CommitKill(int heldRequests, StoreContent before, StoreContent atDeath) {

        @Override
        public String toString() {
            return "held " + heldRequests + " commit requests, commit records before "
                    + before.chain().size() + ", at death "
                    + atDeath.chain().size() + ", objects before "
                    + before.data().size() + ", at death "
                    + atDeath.data().size();
        }

        int newCommitRecords() {
            return atDeath.chain().size() - before.chain().size();
        }
    }

    /**
     * The keys in a bucket.
     *
     * @param chain of commit records
     * @param data of everything else
     */
    record StoreContent(Set<String> chain, Set<String> data) {

        StoreContent {
            chain = Set.copyOf(chain);
            data = Set.copyOf(data);
        }
    }
}
