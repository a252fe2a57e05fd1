package io.penstock.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.chaos.load.MessageId;
import io.penstock.chaos.load.MessageKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Partition 0 has offsets 0 to 5: good, good, malformed, text for number, tombstone, good; partition 1 has two good ones. Each damage to what the
 * targets should hold of that is a breach.
 */
class SinkHopsTest {

    private static final long BEFORE_TEN = Instant.parse("2026-03-01T09:59:59Z").toEpochMilli();

    private final Log log = new Log(
            List.of(
                    entry(0, 0, MessageKind.GOOD, "a"),
                    entry(0, 1, MessageKind.GOOD, "b"),
                    entry(0, 2, MessageKind.MALFORMED, "b"),
                    entry(0, 3, MessageKind.TEXT_FOR_NUMBER, "b"),
                    entry(0, 4, MessageKind.TOMBSTONE, "a"),
                    entry(0, 5, MessageKind.GOOD, "b"),
                    entry(1, 0, MessageKind.GOOD, "c"),
                    entry(1, 1, MessageKind.GOOD, "c")),
            List.of());
    private final SinkHops hops = new SinkHops(log, SinkHopsTest::content, connector -> 2);

    private final List<StoredRecord> rows =
            new ArrayList<>(List.of(tableRow(0, 0), tableRow(1, 0), tableRow(0, 1), tableRow(1, 1), tableRow(0, 5)));
    private final Map<String, StoredRecord> table = new HashMap<>(Map.of("b", tableRow(0, 5), "c", tableRow(1, 1)));
    private final List<StoredObject> objects = new ArrayList<>(
            List.of(plain(row(0, 0), row(0, 1)), plain(row(0, 3), row(0, 5)), plain(row(1, 0), row(1, 1))));

    /** Zones are those of {@link #zone}: both files of the first batch were open together. */
    private final List<StoredObject> zoned = new ArrayList<>(List.of(
            object("zone=north", row(0, 0), row(0, 5)),
            object("zone=a%2Fb%20%C3%A5", row(0, 1), row(0, 3)),
            object("zone=__HIVE_DEFAULT_PARTITION__", row(1, 0)),
            object("zone=%5F_HIVE_DEFAULT_PARTITION__", row(1, 1))));

    private final List<DeadLetter> ofInsert = new ArrayList<>(List.of(letter(2), letter(3), letter(4)));
    private final List<DeadLetter> ofUpsert = new ArrayList<>(List.of(letter(2), letter(3)));
    private final List<DeadLetter> ofStore = new ArrayList<>(List.of(letter(2), letter(4)));
    private final List<String> regressions = new ArrayList<>();
    private final List<String> uploads = new ArrayList<>();

    @Test
    void soundTargetsHaveNoBreach() {
        assertThat(inserts()).isEqualTo(new Hop("kafka → jdbc-insert", 5, 5, 0, 0, 0, 0, 3, 3, 0, List.of()));
        assertThat(upserts()).isEqualTo(new Hop("kafka → jdbc-upsert", 2, 2, 0, 0, 0, 0, 2, 2, 0, List.of()));
        assertThat(plain()).isEqualTo(new Hop("kafka → s3-plain", 6, 6, 0, 0, 0, 0, 2, 2, 0, List.of()));
        under("2026/03/01/09/59/30");
        assertThat(timed()).isEqualTo(new Hop("kafka → s3-timed", 6, 6, 0, 0, 0, 0, 2, 2, 0, List.of()));
        assertThat(field())
                .isEqualTo(new Hop(
                        "kafka → s3-field",
                        6,
                        6,
                        0,
                        0,
                        0,
                        0,
                        2,
                        2,
                        0,
                        List.of(),
                        List.of("1 batches with several files: " + zoned.get(1).key())));
    }

    @Test
    void anAbsentRowIsMissing() {
        rows.remove(2);

        assertThat(inserts().missing()).isEqualTo(1);
        assertThat(inserts().breaches()).containsExactly("1 missing: p0/1 at chaos-0@1");
    }

    @Test
    void aRowThatIsThereAgainIsTwice() {
        rows.add(tableRow(1, 1));

        assertThat(inserts().twice()).isEqualTo(1);
        assertThat(inserts().breaches()).containsExactly("1 twice: p1/1 of chaos-1@1");
    }

    @Test
    void aRowOfAPoisonRecordOrOfNoneShouldNotBeThere() {
        rows.add(tableRow(0, 6));
        rows.add(2, tableRow(1, -1));

        assertThat(inserts().twice()).isEqualTo(2);
        assertThat(inserts().breaches()).hasSize(2).first().asString().contains("2 should not be there");
    }

    @Test
    void aRowWithAnotherContentIsAltered() {
        rows.set(0, new StoredRecord(new Coordinates(0, 0), content(new MessageId(0, 5)), true));
        rows.set(1, new StoredRecord(new Coordinates(1, 0), content(new MessageId(1, 0)), false));

        assertThat(inserts().altered()).isEqualTo(2);
        assertThat(inserts().breaches())
                .containsExactly(
                        "2 altered: p0/5 of chaos-0@0 instead of p0/0 at chaos-0@0, p1/0 of chaos-1@0 instead of p1/0 at chaos-1@0");
    }

    @Test
    void aRowThatArrivedBehindALaterOneIsOutOfOrder() {
        Collections.swap(rows, 0, 4);

        assertThat(inserts().outOfOrder()).isEqualTo(2);
        assertThat(inserts().breaches())
                .singleElement()
                .asString()
                .startsWith("2 out of order: p0/1 of chaos-0@1 behind");
    }

    @Test
    void aRowThatWasNotOverwrittenIsMissing() {
        table.put("b", tableRow(0, 1));

        assertThat(upserts().missing()).isEqualTo(1);
        assertThat(upserts().breaches())
                .containsExactly("1 missing: p0/5 at chaos-0@5 under b, where p0/1 of chaos-0@1 is");
    }

    @Test
    void aKeyWithoutItsRowIsMissing() {
        table.remove("c");

        assertThat(upserts().breaches()).containsExactly("1 missing: p1/1 at chaos-1@1 under c");
    }

    @Test
    void aRowThatATombstoneShouldHaveDeletedIsTooMany() {
        table.put("a", tableRow(0, 0));

        assertThat(upserts().twice()).isEqualTo(1);
        assertThat(upserts().breaches()).containsExactly("1 should not be there: p0/0 of chaos-0@0 under a");
    }

    @Test
    void anUpsertedRowWithAnotherContentIsAltered() {
        table.put("b", new StoredRecord(new Coordinates(0, 5), content(new MessageId(0, 1)), true));

        assertThat(upserts().altered()).isEqualTo(1);
        assertThat(upserts().breaches()).hasSize(1);
    }

    @Test
    void aRowThatOnceHeldAnOlderRecordAgainIsABreachAlsoWhenItHealed() {
        regressions.add("b: chaos-0@1 over 5");

        assertThat(upserts().outOfOrder()).isEqualTo(1);
        assertThat(upserts().breaches())
                .containsExactly("1 written back to an older record, or again: b: chaos-0@1 over 5");
    }

    @Test
    void aLostObjectIsMissingLineByLine() {
        objects.remove(1);
        zoned.remove(1);

        assertThat(plain().missing()).isEqualTo(2);
        assertThat(field().breaches())
                .containsExactly("2 missing: p0/1 at chaos-0@1, p0/3 (TEXT_FOR_NUMBER) at chaos-0@3");
    }

    @Test
    void aLineInTwoObjectsIsTwiceAndTheObjectsOverlap() {
        objects.set(1, plain(row(0, 1), row(0, 3), row(0, 5)));

        assertThat(plain().twice()).isEqualTo(1);
        assertThat(plain().breaches())
                .containsExactly(
                        "1 twice: p0/1 of chaos-0@1",
                        "1 overlapping objects: " + objects.get(1).key() + " with "
                                + objects.get(0).key());
    }

    @Test
    void objectsOfOnePathThatInterleaveOverlapAlsoWithoutACommonLine() {
        objects.set(0, plain(row(0, 0), row(0, 3)));
        objects.set(1, plain(row(0, 1), row(0, 5)));

        assertThat(plain().breaches()).singleElement().asString().contains("overlapping");
    }

    @Test
    void objectsOfOnePathMayInterleaveIfTheirSchemasDiffer() {
        objects.set(0, withSchema(plain(row(0, 0), row(0, 3)), "speed DOUBLE"));
        objects.set(1, withSchema(plain(row(0, 1), row(0, 5)), "speed VARCHAR"));
        assertThat(plain().breaches()).isEmpty();

        objects.set(1, withSchema(objects.get(1), "speed DOUBLE"));
        assertThat(plain().breaches()).singleElement().asString().contains("overlapping");
    }

    private static StoredObject withSchema(StoredObject object, String schema) {
        return new StoredObject(object.key(), object.lines(), object.damages(), object.inParts(), schema);
    }

    @Test
    void objectsOfOnePathOverlapAlsoByWayOfOneOfAnotherPath() {
        zoned.set(0, object("zone=north", row(0, 0)));
        zoned.set(1, object("zone=a%2Fb%20%C3%A5", row(0, 1)));
        zoned.add(object("zone=a%2Fb%20%C3%A5", row(0, 3)));
        zoned.add(object("zone=north", row(0, 5)));
        assertThat(field().breaches()).isEmpty();

        // The busier file spans all: they were open together, and there is one file a path then.
        zoned.set(0, object("zone=north", row(0, 0), row(0, 5)));
        zoned.remove(5);

        assertThat(field().breaches())
                .containsExactly("1 overlapping objects: " + zoned.get(4).key() + " with "
                        + zoned.get(1).key());
    }

    @Test
    void linesWhoseOffsetsFallAreOutOfOrder() {
        objects.set(0, object("partition=0", 1, row(0, 1), row(0, 0)));

        assertThat(plain().outOfOrder()).isEqualTo(1);
        assertThat(plain().breaches())
                .containsExactly("1 out of order: p0/0 of chaos-0@0 behind p0/1 of chaos-0@1 in "
                        + objects.get(0).key());
    }

    @Test
    void anObjectWithRecordsOfSeveralPartitionsIsABreach() {
        objects.clear();
        objects.add(plain(row(0, 0), row(0, 1), row(0, 3), row(0, 5), row(1, 0), row(1, 1)));

        assertThat(plain().breaches())
                .hasSize(2)
                .anyMatch(breach -> breach.startsWith("1 with records of several partitions: "));
    }

    @Test
    void anObjectThatCannotBeReadIsABreach() {
        objects.add(new StoredObject("t/2026/03/01/09/59/0-9.gz", List.of(), List.of("is no gzip"), false));

        assertThat(plain().breaches()).containsExactly("1 damaged: t/2026/03/01/09/59/0-9.gz is no gzip");
    }

    @Test
    void anObjectUnderAPathThatIsNotThatOfEachOfItsRecordsIsABreach() {
        zoned.set(1, object("zone=a%2Fb%20%C3%A5", row(0, 1)));
        zoned.add(object("zone=north", row(0, 3)));

        assertThat(plain().breaches()).isEmpty();
        assertThat(field().breaches())
                .contains("1 under another path than its records': "
                        + zoned.get(4).key() + " with p0/3 (TEXT_FOR_NUMBER) at chaos-0@3");

        under("2026/03/01/09/59/00");
        assertThat(timed().breaches())
                .singleElement()
                .asString()
                .startsWith("3 under another path than its records': topics/chaos/2026/03/01/09/59/00/chaos-0-0000");
    }

    @Test
    void anObjectThatIsNotNamedAfterItsFirstRecordIsABreach() {
        objects.set(1, object("partition=0", 5, row(0, 3), row(0, 5)));

        assertThat(plain().breaches())
                .containsExactly("1 named after another record than its first: topics/chaos/partition=0/chaos-0-"
                        + "00000000000000000005.jsonl");
    }

    @Test
    void anUnfinishedUploadIsABreach() {
        uploads.add("t/0-0.gz (u1)");

        assertThat(plain().uploadsLeftOver()).isEqualTo(1);
        assertThat(field().breaches()).containsExactly("1 upload left over: t/0-0.gz (u1)");
    }

    @Test
    void aDeadLetterMayBeThereSeveralTimesAsFarAsFaultsAccountForItAndIsCounted() {
        ofInsert.add(letter(3));
        ofInsert.add(letter(3));

        assertThat(inserts().deadLettersFound()).isEqualTo(3);
        assertThat(inserts().breaches()).isEmpty();
        assertThat(inserts().notes()).singleElement().asString().startsWith("2 dead letters again: ");

        ofInsert.add(letter(3));

        assertThat(inserts().breaches())
                .singleElement()
                .asString()
                .startsWith("1 dead letters again, more often than faults account for: ");
    }

    @Test
    void anAbsentDeadLetterIsABreach() {
        ofInsert.remove(1);
        ofUpsert.remove(1);
        ofStore.remove(1);

        assertThat(inserts().breaches()).containsExactly("1 dead letters missing: p0/3 (TEXT_FOR_NUMBER) at chaos-0@3");
        assertThat(upserts().breaches()).containsExactly("1 dead letters missing: p0/3 (TEXT_FOR_NUMBER) at chaos-0@3");
        assertThat(plain().breaches()).containsExactly("1 dead letters missing: p0/4 (TOMBSTONE) at chaos-0@4");
        assertThat(plain().deadLettersFound()).isEqualTo(1);
    }

    @Test
    void anAbsentDeadLetterOfConnectsConverterIsNoBreachButSeen() {
        ofInsert.remove(0);

        assertThat(inserts().breaches()).isEmpty();
        assertThat(inserts().notes())
                .containsExactly("1 dead letters of Connect's converter missing: p0/2 (MALFORMED) at chaos-0@2");
        assertThat(inserts().deadLettersFound()).isEqualTo(2);
        assertThat(inserts().deadLettersDue()).isEqualTo(3);
        assertThat(upserts().notes()).isEmpty();
    }

    @Test
    void aDeadLetterOfARecordThatTheSinkCanTakeIsABreach() {
        ofUpsert.add(letter(4));
        ofStore.add(letter(3));

        assertThat(upserts().breaches()).containsExactly("1 dead letters of sound records: dead-0@4 of chaos-0@4");
        assertThat(field().breaches()).containsExactly("1 dead letters of sound records: dead-0@3 of chaos-0@3");
    }

    @Test
    void aDeadLetterWithOtherBytesOrThoseOfAnotherRecordIsABreach() {
        ofInsert.set(1, new DeadLetter("dead-0@7", new Coordinates(0, 3), Optional.empty(), "PEN-332", false));
        ofInsert.set(
                2,
                new DeadLetter("dead-0@8", new Coordinates(0, 4), Optional.of(new MessageId(0, 3)), "PEN-332", false));

        assertThat(inserts().breaches())
                .containsExactly(
                        "2 dead letters altered: dead-0@7 of p0/3 (TEXT_FOR_NUMBER) at chaos-0@3, dead-0@8 of p0/4 (TOMBSTONE) at chaos-0@4");
    }

    @Test
    void aDeadLetterWithoutAReasonOrWithAValueIsABreach() {
        ofInsert.set(0, new DeadLetter("dead-0@7", new Coordinates(0, 2), Optional.of(new MessageId(0, 2)), "", true));

        assertThat(inserts().breaches())
                .containsExactly(
                        "1 dead letters without a reason: dead-0@7", "1 dead letters that repeat a value: dead-0@7");
    }

    private Hop inserts() {
        return hops.inserts(rows, ofInsert);
    }

    private Hop upserts() {
        return hops.upserts(table, regressions, ofUpsert);
    }

    private Hop plain() {
        return hops.objects(Sink.PLAIN, objects, ofStore, uploads);
    }

    private Hop timed() {
        return hops.objects(Sink.TIMED, objects, ofStore, uploads);
    }

    private Hop field() {
        return hops.objects(Sink.FIELD, zoned, ofStore, uploads);
    }

    /** The same objects in another folder. */
    private void under(String folder) {
        objects.replaceAll(object -> object(folder, object.lines().toArray(StoredRecord[]::new)));
    }

    /** For brevity a message's publisher and sequence are its partition and offset. */
    private static LogEntry entry(int partition, long offset, MessageKind kind, String key) {
        return new LogEntry(
                new Coordinates(partition, offset), BEFORE_TEN, new MessageId(partition, offset), kind, key, true);
    }

    private static StoredRecord row(int partition, long offset) {
        return new StoredRecord(new Coordinates(partition, offset), content(new MessageId(partition, offset)), true);
    }

    private static StoredRecord tableRow(int partition, long offset) {
        return new StoredRecord(
                new Coordinates(partition, offset),
                content(new MessageId(partition, offset)).withoutZone(),
                true);
    }

    private static Content content(MessageId id) {
        return new Content(id.publisher(), id.sequence(), "key of " + id, zone(id), "1.5", "digest of " + id);
    }

    private static String zone(MessageId id) {
        return switch (id.toString()) {
            case "p0/0", "p0/5" -> "north";
            case "p0/1", "p0/3" -> "a/b \u00e5";
            case "p1/0" -> "";
            case "p1/1" -> "__HIVE_DEFAULT_PARTITION__";
            default -> "elsewhere";
        };
    }

    private static StoredObject plain(StoredRecord... lines) {
        return object("partition=" + lines[0].at().partition(), lines);
    }

    private static StoredObject object(String folder, StoredRecord... lines) {
        return object(folder, lines[0].at().offset(), lines);
    }

    private static StoredObject object(String folder, long offset, StoredRecord... lines) {
        String name =
                String.format(Locale.ROOT, "chaos-%d-%020d.jsonl", lines[0].at().partition(), offset);
        return new StoredObject("topics/chaos/" + folder + "/" + name, List.of(lines), List.of(), false);
    }

    private static DeadLetter letter(long offset) {
        return new DeadLetter(
                "dead-0@" + offset,
                new Coordinates(0, offset),
                Optional.of(new MessageId(0, offset)),
                "PEN-332 cannot be stored",
                false);
    }
}
