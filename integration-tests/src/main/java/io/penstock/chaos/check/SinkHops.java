package io.penstock.chaos.check;

import io.penstock.chaos.load.MessageId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Holds the targets of the sinks against what Kafka has. Pure. */
final class SinkHops {

    private final Log log;
    private final Function<MessageId, Content> contents;
    private final ToIntFunction<String> redeliveries;

    /**
     * @param contents what a message says, for messages that are JSON
     * @param redeliveries by connector, how often a dead letter may come again
     */
    SinkHops(Log log, Function<MessageId, Content> contents, ToIntFunction<String> redeliveries) {
        this.redeliveries = redeliveries;
        this.log = log;
        this.contents = contents;
    }

    /** @param rows in the order in which they arrived */
    Hop inserts(List<StoredRecord> rows, List<DeadLetter> deadLetters) {
        Findings findings = new Findings();
        exactlyOnce(log.of(Sink.INSERT.stored()), rows, this::isTrueRow, findings);
        Map<Integer, StoredRecord> last = new HashMap<>();
        for (StoredRecord row : rows) {
            StoredRecord before = last.get(row.at().partition());
            if (before != null && before.at().offset() > row.at().offset()) {
                findings.outOfOrder(row + " behind " + before);
            } else {
                last.put(row.at().partition(), row);
            }
        }
        deadLetters(Sink.INSERT, deadLetters, findings);
        return findings.hop(Sink.INSERT.hop());
    }

    /**
     * @param rows by primary key
     * @param regressions when a key took a record that was not newer than all before; once is too often, also if the right one came again later
     */
    Hop upserts(Map<String, StoredRecord> rows, List<String> regressions, List<DeadLetter> deadLetters) {
        Findings findings = new Findings();
        regressions.forEach(findings::writtenBack);
        Map<String, LogEntry> due = lastOfEachKey();
        findings.due(due.size());
        findings.stored(rows.size());
        due.forEach((key, entry) -> {
            StoredRecord row = rows.get(key);
            if (row == null) {
                findings.missing(entry + " under " + key);
            } else if (!row.at().equals(entry.at())) {
                findings.missing(entry + " under " + key + ", where " + row + " is");
            } else if (!isTrueRow(row, entry)) {
                findings.altered(row);
            }
        });
        rows.forEach((key, row) -> {
            if (!due.containsKey(key)) {
                findings.surplus("should not be there", row + " under " + key);
            }
        });
        deadLetters(Sink.UPSERT, deadLetters, findings);
        return findings.hop(Sink.UPSERT.hop());
    }

    /** @param uploads keys of unfinished multipart uploads */
    Hop objects(Sink sink, List<StoredObject> objects, List<DeadLetter> deadLetters, List<String> uploads) {
        Findings findings = new Findings();
        List<StoredRecord> lines =
                objects.stream().flatMap(object -> object.lines().stream()).toList();
        Map<Coordinates, LogEntry> due = log.of(sink.stored());
        exactlyOnce(due, lines, this::isTrue, findings);
        Layout layout = layout(sink);
        for (StoredObject object : objects) {
            object.damages().forEach(damage -> findings.breach("damaged", object.key() + " " + damage));
            checkOrderWithin(object, findings);
            checkName(object, layout, due, findings);
            if (object.inParts()) {
                findings.note(Hop.IN_PARTS, object.key());
            }
        }
        checkBatches(objects, findings);
        uploads.forEach(findings::uploadLeftOver);
        deadLetters(sink, deadLetters, findings);
        return findings.hop(sink.hop());
    }

    private Layout layout(Sink sink) {
        if (sink.equals(Sink.TIMED)) {
            return Layout.timed();
        }
        return sink.equals(Sink.FIELD) ? Layout.byZone(contents) : Layout.plain();
    }

    private static void checkName(
            StoredObject object, Layout layout, Map<Coordinates, LogEntry> due, Findings findings) {
        List<StoredRecord> lines = object.lines();
        if (!lines.isEmpty() && !Layout.isNamedAfter(object.key(), lines.get(0).at())) {
            findings.breach("named after another record than its first", object.key());
        }
        lines.stream()
                .map(line -> due.get(line.at()))
                .filter(entry -> entry != null && !layout.fits(object.key(), entry))
                .findFirst()
                .ifPresent(entry ->
                        findings.breach("under another path than its records'", object.key() + " with " + entry));
    }

    private static void checkOrderWithin(StoredObject object, Findings findings) {
        StoredRecord before = null;
        for (StoredRecord line : object.lines()) {
            if (before != null && before.at().partition() != line.at().partition()) {
                findings.breach("with records of several partitions", object.key());
                return;
            }
            if (before != null && before.at().offset() >= line.at().offset()) {
                findings.outOfOrder(line + " behind " + before + " in " + object.key());
            }
            before = line;
        }
    }

    /**
     * What a batch commits lies between two positions of its partition, with one file for each path and schema. So objects whose ranges meet, also by way of
     * others, are of one batch, and no two of them have the same path and schema.
     */
    private static void checkBatches(List<StoredObject> objects, Findings findings) {
        List<StoredObject> byStart = new ArrayList<>(
                objects.stream().filter(object -> !object.lines().isEmpty()).toList());
        byStart.sort(Comparator.comparing(object -> object.lines().get(0).at()));
        Map<String, StoredObject> batch = new HashMap<>();
        int partition = -1;
        long end = -1;
        for (StoredObject object : byStart) {
            Coordinates first = object.lines().get(0).at();
            if (first.partition() != partition || first.offset() > end) {
                batch.clear();
                end = -1;
            }
            StoredObject before = batch.put(Layout.folder(object.key()) + object.schema(), object);
            if (before != null) {
                findings.breach("overlapping objects", object.key() + " with " + before.key());
            } else if (batch.size() == 2) {
                findings.note(Hop.TOGETHER, object.key());
            }
            partition = first.partition();
            end = Math.max(end, end(object));
        }
    }

    private static long end(StoredObject object) {
        return object.lines().stream()
                .mapToLong(line -> line.at().offset())
                .max()
                .orElseThrow();
    }

    private static void exactlyOnce(
            Map<Coordinates, LogEntry> due,
            List<StoredRecord> found,
            BiPredicate<StoredRecord, LogEntry> isTrue,
            Findings findings) {
        findings.due(due.size());
        findings.stored(found.size());
        Set<Coordinates> seen = new HashSet<>();
        for (StoredRecord record : found) {
            LogEntry entry = due.get(record.at());
            if (entry == null) {
                findings.surplus("should not be there", record);
            } else if (!seen.add(record.at())) {
                findings.twice(record);
            } else if (!isTrue.test(record, entry)) {
                findings.altered(record + " instead of " + entry);
            }
        }
        due.values().stream()
                .filter(entry -> !seen.contains(entry.at()))
                .sorted(Comparator.comparing(LogEntry::at))
                .forEach(findings::missing);
    }

    private boolean isTrue(StoredRecord record, LogEntry entry) {
        return record.whole() && record.content().equals(contents.apply(entry.id()));
    }

    private boolean isTrueRow(StoredRecord row, LogEntry entry) {
        return row.whole() && row.content().equals(contents.apply(entry.id()).withoutZone());
    }

    private Map<String, LogEntry> lastOfEachKey() {
        Map<String, LogEntry> rows = new HashMap<>();
        for (LogEntry entry : log.entries()) {
            switch (entry.kind()) {
                case GOOD, LIST_FOR_ZONE -> rows.put(entry.key(), entry);
                case TOMBSTONE -> rows.remove(entry.key());
                case MALFORMED, TEXT_FOR_NUMBER -> {}
            }
        }
        return rows;
    }

    /** At least once where the connector itself writes it: after a fault a dead letter may be there again. */
    private void deadLetters(Sink sink, List<DeadLetter> letters, Findings findings) {
        Map<Coordinates, LogEntry> poison = log.of(sink.poison());
        Map<Coordinates, Integer> found = new HashMap<>();
        int most = 1 + redeliveries.applyAsInt(sink.connector());
        for (DeadLetter letter : letters) {
            LogEntry entry = poison.get(letter.origin());
            if (entry != null) {
                int copies = found.merge(letter.origin(), 1, Integer::sum);
                if (copies > most) {
                    findings.breach(
                            "dead letters again, more often than faults account for", letter.place() + " of " + entry);
                } else if (copies > 1) {
                    findings.note("dead letters again", letter.place() + " of " + entry);
                }
                if (!letter.message().equals(Optional.of(entry.id()))) {
                    findings.breach("dead letters altered", letter.place() + " of " + entry);
                }
            } else {
                findings.breach("dead letters of sound records", letter.place() + " of " + letter.origin());
            }
            if (letter.reason().isBlank()) {
                findings.breach("dead letters without a reason", letter.place());
            }
            if (letter.leaks()) {
                findings.breach("dead letters that repeat a value", letter.place());
            }
        }
        poison.values().stream()
                .filter(entry -> !found.containsKey(entry.at()))
                .sorted(Comparator.comparing(LogEntry::at))
                .forEach(entry -> {
                    if (Sink.REFUSED_BY_CONNECT.contains(entry.kind())) {
                        findings.note("dead letters of Connect's converter missing", entry);
                    } else {
                        findings.breach("dead letters missing", entry);
                    }
                });
        findings.deadLetters(
                poison.size(),
                letters.stream().map(DeadLetter::origin).distinct().count());
    }
}
