package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.Receipts;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Holds Kafka against what was sent. Pure. */
final class LogHop {

    private final Receipts receipts;
    private final ToIntFunction<MessageId> redeliveries;

    /** @param redeliveries how often a message may come again although its publisher did not repeat it */
    LogHop(Receipts receipts, ToIntFunction<MessageId> redeliveries) {
        this.receipts = receipts;
        this.redeliveries = redeliveries;
    }

    Hop check(String name, Log log) {
        Findings findings = new Findings();
        findings.due(receipts.acknowledged().size());
        findings.stored(log.entries().size() + (long) log.strangers().size());
        log.strangers().forEach(stranger -> findings.surplus("not a message of this run", stranger));
        Map<MessageId, Integer> found = new HashMap<>();
        Map<String, LogEntry> lastOfKey = new HashMap<>();
        Map<String, LogEntry> firstOfKey = new HashMap<>();
        for (LogEntry entry : log.entries()) {
            if (!receipts.wasSent(entry.id())) {
                findings.surplus("never sent", entry);
            } else if (found.merge(entry.id(), 1, Integer::sum) == 1) {
                checkOrder(entry, lastOfKey, findings);
            } else {
                checkRepetition(entry, found.getOrDefault(entry.id(), 0), findings);
            }
            LogEntry first = firstOfKey.computeIfAbsent(entry.key(), key -> entry);
            if (first.at().partition() != entry.at().partition()) {
                // Per key nothing is ordered then, however the offsets look.
                findings.breach("under a key that stands in another partition", entry + " and " + first);
            }
            if (!entry.sound()) {
                findings.altered(entry);
            }
        }
        receipts.acknowledged().stream()
                .filter(id -> !found.containsKey(id))
                .sorted()
                .forEach(id -> findings.missing(
                        receipts.unclaimed().contains(id) ? id + " (taken over although nobody had subscribed)" : id));
        return findings.hop(name);
    }

    /** A first coming keeps its place behind all that was sent before under its key: the docs of kafka.key say so. */
    private void checkOrder(LogEntry entry, Map<String, LogEntry> lastOfKey, Findings findings) {
        if (receipts.repeated().contains(entry.id())) {
            return; // its publisher sent it again behind others
        }
        LogEntry last = lastOfKey.get(entry.key());
        if (last == null || last.id().compareTo(entry.id()) < 0) {
            lastOfKey.put(entry.key(), entry);
        } else {
            findings.outOfOrder(entry + " behind " + last);
        }
    }

    private void checkRepetition(LogEntry entry, int copies, Findings findings) {
        if (copies <= 1 + redeliveries.applyAsInt(entry.id())
                || receipts.repeated().contains(entry.id())) {
            findings.twiceAsAllowed();
        } else {
            findings.twice(entry);
        }
    }
}
