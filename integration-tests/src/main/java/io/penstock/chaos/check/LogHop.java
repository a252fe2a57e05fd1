package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.Receipts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Holds Kafka against what was sent. Pure. */
final class LogHop {

    private final Receipts receipts;
    private final Repetition repetition;

    /** Whether a message may be there twice although its publisher did not repeat it. */
    enum Repetition {
        /** At least once: the MQTT source at QoS 1. */
        ALLOWED,
        /** An idempotent producer. */
        FORBIDDEN
    }

    LogHop(Receipts receipts, Repetition repetition) {
        this.receipts = receipts;
        this.repetition = repetition;
    }

    Hop check(String name, Log log) {
        Findings findings = new Findings();
        findings.due(receipts.acknowledged().size());
        findings.stored(log.entries().size() + (long) log.strangers().size());
        log.strangers().forEach(stranger -> findings.surplus("not a message of this run", stranger));
        Set<MessageId> found = new HashSet<>();
        Map<String, LogEntry> lastOfKey = new HashMap<>();
        for (LogEntry entry : log.entries()) {
            if (!receipts.wasSent(entry.id())) {
                findings.surplus("never sent", entry);
            } else if (found.add(entry.id())) {
                checkOrder(entry, lastOfKey, findings);
            } else {
                checkRepetition(entry, findings);
            }
            if (!entry.sound()) {
                findings.altered(entry);
            }
        }
        receipts.acknowledged().stream()
                .filter(id -> !found.contains(id))
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

    private void checkRepetition(LogEntry entry, Findings findings) {
        if (repetition == Repetition.ALLOWED || receipts.repeated().contains(entry.id())) {
            findings.twiceAsAllowed();
        } else {
            findings.twice(entry);
        }
    }
}
