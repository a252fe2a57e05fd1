package io.penstock.s3.restore;

import io.penstock.s3.restore.PartitionReplay.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people must know of an archive, each said once and again when it has changed, however often it is listed. Thread-confined. */
final class ArchiveNotes {

    private static final Logger LOG = LoggerFactory.getLogger(ArchiveNotes.class);

    /** A position is one by commit records, or one without: what it says of files holds for no other. */
    static final String TAKE_ALL =
            "set ledger.id=none and another restore.topic.name: it begins at the archive's beginning, and into the"
                    + " same target all that is restored already would come again";

    private final Map<List<Object>, String> said = new HashMap<>();

    /** @param text empty where there is nothing to say */
    private void say(Object about, String kind, String text, Consumer<String> level) {
        if (!text.equals(said.getOrDefault(List.of(about, kind), ""))) {
            said.put(List.of(about, kind), text);
            if (!text.isEmpty()) {
                level.accept(about + ": " + text);
            }
        }
    }

    private void warn(Object about, String kind, boolean holds, String text) {
        say(about, kind, holds ? text : "", LOG::warn);
    }

    /**
     * The objects under one prefix, of whichever topics.
     *
     * @param others whose names are not understood
     */
    void listed(String prefix, long objects, long others) {
        warn(
                "\"" + prefix + "\"",
                "others",
                others > 0 && others < objects,
                others
                        + " objects under it have names that file.name.template does not make, and are left out. Where they are files of"
                        + " restore.topics by another template, restore them by that one");
    }

    /**
     * One topic's files.
     *
     * @param none whether there are none
     * @param objects whether there are any others
     */
    void listed(String topic, String prefix, boolean none, boolean objects) {
        warn(
                topic,
                "files",
                none,
                "nothing is restored, since nothing under \"" + prefix
                        + "\" has a name as file.name.template makes it for this topic (there "
                        + (objects ? "are objects with other names" : "is no object at all")
                        + "). Correct restore.topics, topics.dir or file.name.template");
    }

    void awaited(TopicPartition partition, boolean awaited) {
        warn(
                partition,
                "awaited",
                awaited,
                "files of the newest commit record are not in the bucket: what they hold, and what comes after, is replayed when they"
                        + " are. Start the sink, which brings them, unless it is running; where they were moved away, move them back");
    }

    /** @param found how many files there are in all */
    void published(TopicPartition partition, PublishedFiles published, int found) {
        int replayed = published.files().size();
        say(
                partition,
                "replayed",
                replayed == found
                        ? ""
                        : replayed + " of " + found
                                + " files are replayed; the others are listed by no commit record, not complete"
                                + " yet, or were written before the offsets were set back",
                LOG::info);
        warn(
                partition,
                "superseded",
                published.superseded().any(),
                published.superseded().files() + " files from offset "
                        + published.superseded().from()
                        + " on are left out, since the sink's offsets were set back to write those records again. If the topic was created"
                        + " anew then, they hold other records, which nothing else does: to restore them, copy them to another bucket"
                        + " without the younger files (-g and a number in their names), and restore that with ledger.id=none");
        warn(
                partition,
                "unlisted",
                published.unlisted().any(),
                published.unlisted().files() + " files from offset "
                        + published.unlisted().from()
                        + " on are left out, since the sink wrote them with delivery.guarantee=at_least_once, and no commit record lists"
                        + " them. To restore them too, " + TAKE_ALL);
        long away = published.missing().from();
        warn(
                partition,
                "missing",
                published.missing().any(),
                published.missing().files()
                        + " files that commit records list are not in the bucket, the first from offset " + away
                        + " on: what they hold is not restored. Back in place, it is passed over where what follows is restored already."
                        + " Move them back; then begin anew with another restore.topic.name, or, where records may come twice, stop the"
                        + " connector and set its offset by PATCH to {\"offset\": " + (away - 1)
                        + "}. Where file.name.template has changed since, restore what was written by each one by itself");
    }

    /** Before files of a younger generation are passed over, as far as they repeat what is restored. */
    void goesOn(TopicPartition partition, PublishedFiles published, Position from) {
        OptionalLong repeated = published.files().stream()
                .filter(file -> file.generation() > from.generation() && file.firstOffset() <= from.offset())
                .mapToLong(ArchiveFile::firstOffset)
                .min();
        warn(
                partition,
                "repeated",
                repeated.isPresent(),
                "the sink's offsets were set back, and what it wrote again from offset " + repeated.orElse(-1)
                        + " on is passed over up to offset " + from.offset()
                        + ", which is restored already. If the topic was created anew then, those are other records: to restore them,"
                        + " DELETE /connectors/<name>/offsets, with another target topic");
    }

    void done(TopicPartition partition, String target, long offset) {
        say(
                partition,
                "done",
                "replayed to " + target + " as far as the archive goes, up to offset " + offset,
                LOG::info);
    }
}
